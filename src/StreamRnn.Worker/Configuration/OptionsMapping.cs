using System.Text.RegularExpressions;
using StreamRnn.Alerting;
using StreamRnn.Alerting.Rules;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Worker.Configuration;

/// <summary>What the configuration means for the parts that know nothing of it: they receive values only.</summary>
internal static class OptionsMapping
{
    /// <summary>A lane of a worker that may get this many partitions: what <c>auto</c> takes is the same for all of them, however many are assigned.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="partitions">Partitions that the worker may get.</param>
    /// <param name="roomBytes">What the memory limit leaves for the rows of all partitions.</param>
    public static LaneOptions ToLaneOptions(this WorkerOptions options, int partitions, long roomBytes)
    {
        LaneOptions lane = options.ToLaneOptions().MissingStreams(options);
        if (options.Streams.Capacity == 0)
        {
            // Nobody has said that there are few streams.
            lane = lane with { Memory = lane.Memory == StreamMemory.Auto ? StreamMemory.Lean : lane.Memory };
            return lane with { Capacity = CapacityWithin(Math.Min(options.Streams.Budget.Bytes, roomBytes) / partitions, lane) };
        }

        return lane.Memory != StreamMemory.Auto ? lane : lane with
        {
            Memory = (long)lane.Capacity * options.RichRowBytes() <= options.Streams.Budget.Bytes / partitions ? StreamMemory.Rich : StreamMemory.Lean,
        };
    }

    /// <summary>The same lane, which misses streams that fall silent.</summary>
    public static LaneOptions MissingStreams(this LaneOptions lane, WorkerOptions options) => lane with
    {
        SilenceIntervals = options.Windows.Silence,
        SilenceRepeatMilliseconds = (long)(options.Windows.Quiet / 2).TotalMilliseconds,
    };

    /// <summary>Bytes of a row in rich memory.</summary>
    public static int RichRowBytes(this WorkerOptions options) => new RowLayout(options.ToLaneOptions() with { Memory = StreamMemory.Rich }).RowBytes;

    /// <summary>A lane that is alone, whose streams nobody misses, and whose capacity is still to be chosen where <c>auto</c> is to do it.</summary>
    public static LaneOptions ToLaneOptions(this WorkerOptions options) => new()
    {
        Capacity = Math.Max(1, options.Streams.Capacity),
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

    /// <summary>
    /// The most streams that take no more than this: three times a power of two, which is what an index of a size has room for, and which hardly depends on a limit that is a little
    /// larger on another worker of the group.
    /// </summary>
    private static int CapacityWithin(long bytes, LaneOptions lane)
    {
        int capacity = 3;
        while (2 * capacity <= LaneOptions.MaxCapacity && OfStreams(MemoryEstimate.Of(lane with { Capacity = 2 * capacity })) <= bytes)
        {
            capacity *= 2;
        }

        return capacity;

        static long OfStreams(MemoryEstimate memory) => memory.Rows + memory.Index + memory.Names;
    }

    /// <summary>The windows of one of so many lanes.</summary>
    public static IncidentOptions ToIncidentOptions(this WorkerOptions options, int partitions = 1) => new()
    {
        OpenThreshold = options.Windows.Open,
        PerDay = options.Alerts.PerDay / partitions,
        CloseThreshold = options.Windows.Close,
        Quiet = options.Windows.Quiet,
        MaxQuiet = options.Windows.MaxQuiet,
        UpdateInterval = options.Windows.UpdateInterval,
        Groups = [.. options.Windows.Groups.Select(static group => group.ToDefinition())],
        StormIncidents = options.Windows.StormIncidents,
        StormWithin = options.Windows.StormWithin,
        Rules = new RuleSet([.. options.Alerts.Rules.Select(static rule => rule.ToRule())], [.. options.FeatureNames()]),
    };

    /// <summary>The patterns on keys that groups and rules have, by where they stand.</summary>
    public static IReadOnlyList<(string Path, Regex Pattern)> Patterns(this WorkerOptions options) =>
    [
        .. options.ToIncidentOptions().Groups.Select(static (group, index) => ($"windows.groups[{index}].pattern", group.Pattern)),
        .. options.ToIncidentOptions().Rules.Rules.Select(static (rule, index) => ($"alerts.rules[{index}].match", rule.Match!)).Where(static rule => rule.Item2 is not null),
    ];

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
