using StreamRnn.Core.Streams;

namespace StreamRnn.Kafka;

/// <summary>What stands behind one assigned input partition: made when the partition is assigned, disposed when it is revoked or lost. Called by one thread at a time: its partition's lane thread, and at the ends of its life the group's.</summary>
public interface IPartitionProcessor : IDisposable
{
    /// <summary>The most events of a batch: enough to hide the memory's latency, few enough that an alert among them hardly waits.</summary>
    const int MaxBatch = 256;

    /// <summary>
    /// Takes events in, at most <see cref="MaxBatch"/>, in offset order. What is to be emitted because of them goes to <paramref name="outbox"/>. What
    /// became of each is written to <paramref name="outcomes"/>, which has room for all; an outcome that rejects an event sends its record to the dead
    /// letters. The batch is the caller's and is valid for this call.
    /// </summary>
    void Process(EventBatch batch, Span<EventOutcome> outcomes, IOutbox outbox);
}
