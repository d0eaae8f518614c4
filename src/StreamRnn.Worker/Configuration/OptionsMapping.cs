using StreamRnn.Alerting;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Configuration;

/// <summary>What the configuration means for the parts that know nothing of it: they receive values only.</summary>
internal static class OptionsMapping
{
    public static LaneOptions ToLaneOptions(this WorkerOptions options) => new()
    {
        Capacity = options.Streams.Capacity,
        Features = options.Input.Values.Count,
        HiddenUnits = options.Model.HiddenUnits,
        Memory = options.Streams.Memory,
        MemoryBudgetBytes = options.Streams.Budget.Bytes,
        LatenessMilliseconds = (long)options.Input.Lateness.TotalMilliseconds,
        RejectDuplicates = options.Input.Duplicates == DuplicatePolicy.Reject,
        WarmUpEvents = options.Streams.WarmUp,
        Learn = options.Model.Learn,
        Seed = (ulong)options.Model.Seed,
    };

    public static IncidentOptions ToIncidentOptions(this WorkerOptions options) => new()
    {
        OpenThreshold = options.Windows.Open,
        Quiet = options.Windows.Quiet,
        UpdateInterval = options.Windows.UpdateInterval,
    };

    /// <summary>The features' names, in the order of their values: the last part of each pointer.</summary>
    public static IReadOnlyList<string> FeatureNames(this InputOptions input) =>
        [.. input.Values.Select(pointer => pointer[(pointer.LastIndexOf('/') + 1)..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
}
