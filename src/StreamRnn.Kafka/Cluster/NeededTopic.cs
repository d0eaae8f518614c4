using System.Globalization;

namespace StreamRnn.Kafka.Cluster;

/// <summary>A topic that the worker needs, and what it is made with where there is none.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsInput">Whether it is read; else it is written.</param>
/// <param name="Retention">How long its records are to be kept; null for the cluster's default.</param>
/// <param name="IsChangelog">Whether it keeps the last record of each key for ever, and is read and written partition by partition with the input.</param>
internal sealed record NeededTopic(string Name, bool IsInput, TimeSpan? Retention, bool IsChangelog = false)
{
    /// <summary>Partitions where the input's are not known: as many threads as a worker of usual size has, and no burden to a cluster.</summary>
    public const int DefaultPartitions = 8;

    /// <summary>The worker's topics: alerts are few and looked at for weeks, dead letters may be many and are of use until someone has looked into them.</summary>
    public static IReadOnlyList<NeededTopic> All(string input, string alerts, string deadLetters, string snapshots = "") =>
    [
        new(input, IsInput: true, Retention: null),
        new(alerts, IsInput: false, TimeSpan.FromDays(30)),
        new(deadLetters, IsInput: false, TimeSpan.FromDays(7)),
        .. snapshots.Length == 0 ? (ReadOnlySpan<NeededTopic>)[] : [new NeededTopic(snapshots, IsInput: false, Retention: null, IsChangelog: true)],
    ];

    /// <summary>What it is made with, where that is not the cluster's default. A changelog's segments are small: what stands in the last one is not compacted.</summary>
    public IReadOnlyDictionary<string, string> Configuration => (Retention, IsChangelog) switch
    {
        (_, true) => new Dictionary<string, string> { ["cleanup.policy"] = "compact", ["segment.bytes"] = "67108864" },
        ({ } retention, _) => new Dictionary<string, string> { ["retention.ms"] = retention.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) },
        _ => new Dictionary<string, string>(),
    };

    /// <summary>Its partitions: the input's number for what is written, so that whoever reads it may share it among as many; for the input that which it had before.</summary>
    public int Partitions(int inputPartitions) => inputPartitions > 0 ? inputPartitions : DefaultPartitions;
}
