namespace StreamRnn.Kafka.Consuming;

/// <summary>How far an assigned input partition is.</summary>
/// <param name="Partition">The partition's number.</param>
/// <param name="Position">The offset after the last record handled; before the first the one that reading begins at, or -1 as long as that is not known.</param>
/// <param name="Committed">The offset this consumer last committed, or -1.</param>
/// <param name="HighWatermark">The offset after the partition's last record, some seconds old at most, or -1 as long as it is not known.</param>
public readonly record struct PartitionStatus(int Partition, long Position, long Committed, long HighWatermark)
{
    /// <summary>Records that wait: high watermark less position; 0 as long as either is unknown.</summary>
    public long Lag => HighWatermark < 0 || Position < 0 ? 0 : Math.Max(0, HighWatermark - Position);
}
