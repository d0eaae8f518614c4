using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Worker.Configuration;

/// <summary>What the configuration means for the parts that know nothing of it: they receive values only.</summary>
internal static class OptionsMapping
{
    /// <summary>A lane of a worker that may get this many partitions: what <c>auto</c> takes is the same for all of them, however many are assigned.</summary>
    public static LaneOptions ToLaneOptions(this WorkerOptions options, int partitions)
    {
        LaneOptions lane = options.ToLaneOptions();
        return lane.Memory != StreamMemory.Auto ? lane : lane with
        {
            Memory = (long)lane.Capacity * options.RichRowBytes() <= options.Streams.Budget.Bytes / partitions ? StreamMemory.Rich : StreamMemory.Lean,
        };
    }

    /// <summary>Bytes of a row in rich memory.</summary>
    public static int RichRowBytes(this WorkerOptions options) => new RowLayout(options.ToLaneOptions() with { Memory = StreamMemory.Rich }).RowBytes;

    /// <summary>A lane that is alone.</summary>
    public static LaneOptions ToLaneOptions(this WorkerOptions options) => new()
    {
        Capacity = options.Streams.Capacity,
        Features = options.Input.Values.Count,
        HiddenUnits = options.Model.HiddenUnits,
        Layers = options.Model.Layers,
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

    public static KafkaOptions ToKafkaOptions(this WorkerOptions options) => new()
    {
        BootstrapServers = options.Kafka.BootstrapServers,
        GroupId = options.Kafka.GroupId,
        Client = options.Kafka.Client,
        CommitInterval = options.Kafka.CommitInterval,
        CreateTopics = options.Kafka.CreateTopics,
        StopTimeout = options.Kafka.StopTimeout,
        LaneThreads = options.Kafka.LaneThreads,
    };

    public static InputOptions ToInputOptions(this WorkerOptions options) => new()
    {
        Topic = options.Input.Topic,
        Format = options.Input.Format switch { InputFormat.Json => "json", _ => throw new InvalidOperationException($"{options.Input.Format} is no format of input.") },
        Time = options.Input.Time,
        Values = options.Input.Values,
        Future = options.Input.Future,
        MaxBytes = (int)options.Input.MaxBytes.Bytes,
        MaxKeyBytes = (int)options.Input.MaxKeyBytes.Bytes,
    };

    public static AlertTopicOptions ToAlertTopicOptions(this WorkerOptions options) => new() { Topic = options.Alerts.Topic };

    public static DeadLetterOptions ToDeadLetterOptions(this WorkerOptions options) => new()
    {
        Topic = options.DeadLetters.Topic,
        MaxRate = options.DeadLetters.MaxRate,
    };

    public static SnapshotOptions ToSnapshotOptions(this WorkerOptions options) => new()
    {
        Topic = options.Snapshots.Topic,
        Interval = options.Snapshots.Interval,
        MaxRate = options.Snapshots.MaxRate.Bytes,
        OnChange = options.Snapshots.OnChange,
    };

    /// <summary>The features' names, in the order of their values.</summary>
    public static IReadOnlyList<string> FeatureNames(this WorkerOptions options) => options.ToInputOptions().FeatureNames();
}
