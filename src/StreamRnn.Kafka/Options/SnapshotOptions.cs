using System.ComponentModel.DataAnnotations;

namespace StreamRnn.Kafka.Options;

/// <summary><c>snapshots</c>: where the streams' state is kept, so that a restart goes on with it.</summary>
public sealed record SnapshotOptions
{
    /// <summary><c>snapshots.topic</c>: a compacted topic with as many partitions as the input; empty, the default, for none: then streams begin afresh with each start.</summary>
    public string Topic { get; init; } = "";

    /// <summary><c>snapshots.interval</c>: the shortest time from the beginning of a partition's snapshot to that of its next, 100 ms to a day; a minute by default. What came since the last one is read again after a restart.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary><c>snapshots.max-rate</c>: bytes a second that a partition's snapshots take on average, 65,536 to 10 GiB; 32 MiB by default. After a larger snapshot the next one waits.</summary>
    [Range(65_536L, 10L << 30)]
    public long MaxRate { get; init; } = 32L << 20;

    /// <summary><c>snapshots.on-change</c>: what becomes of streams whose snapshot was taken with another configuration.</summary>
    public ModelChange OnChange { get; init; } = ModelChange.Refuse;

    /// <summary>Whether there are any.</summary>
    public bool AreTaken => Topic.Length > 0;

    /// <summary>What is wrong with these options, one message each, naming key, value and range; empty where all is well.</summary>
    public IReadOnlyList<string> Problems() => OptionRanges.Problems(this, "snapshots");
}

/// <summary>What becomes of streams whose snapshot was taken with another configuration.</summary>
public enum ModelChange
{
    /// <summary>The worker ends and says what differs.</summary>
    Refuse,

    /// <summary>They begin afresh.</summary>
    Restart,
}
