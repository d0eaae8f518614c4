using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Snapshots;

/// <summary>What snapshots take of a worker's memory at most, beside its partitions.</summary>
public static class SnapshotMemory
{
    /// <summary>
    /// Bytes: at the start what is read ahead for each partition that is restored, and its streams' names, twice; later, for each thread that has a partition, rows that change before their turn, and what is under way to
    /// the cluster. The larger of the two; 0 where no snapshots are taken.
    /// </summary>
    /// <param name="options">Whether any are taken.</param>
    /// <param name="rowBytes">Bytes of a partition's rows.</param>
    /// <param name="nameBytes">Bytes of the names of its streams.</param>
    /// <param name="partitions">Partitions of the worker.</param>
    /// <param name="threads">Lane threads that there may be.</param>
    public static long BytesOf(SnapshotOptions options, long rowBytes, long nameBytes, int partitions, int threads)
    {
        ArgumentNullException.ThrowIfNull(options);
        long restoring = partitions * (ChangelogReader.ReadAheadBytes + (2 * nameBytes));
        long saving = SnapshotProducer.MaxBytesUnderWay + (Math.Min(partitions, threads) * Math.Min(rowBytes, CaptureSettings.DefaultMaxBytesAside));
        return options.AreTaken ? Math.Max(restoring, saving) : 0;
    }
}
