using StreamRnn.Core.Streams;

namespace StreamRnn.Kafka;

/// <summary>What stands behind one assigned input partition: made when the partition is assigned, disposed when it is revoked or lost. Called by one thread at a time: its partition's lane thread, and at the ends of its life the group's.</summary>
public interface IPartitionProcessor : IDisposable
{
    /// <summary>The most events of a batch: enough to hide the memory's latency, few enough that an alert among them hardly waits.</summary>
    const int LongestBatch = 256;

    /// <summary>Takes one event in, in offset order. What is to be emitted because of it goes to <paramref name="outbox"/>; an outcome that rejects the event sends its record to the dead letters.</summary>
    EventOutcome Process(in SensorEvent sensorEvent, IOutbox outbox);

    /// <summary>
    /// Takes many events in, at most <see cref="LongestBatch"/>, in offset order, just as one by one. What became of each is written to <paramref name="outcomes"/>,
    /// which has room for all; the batch is the caller's and is valid for this call.
    /// </summary>
    void Process(EventBatch batch, Span<EventOutcome> outcomes, IOutbox outbox)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (int i = 0; i < batch.Count; i++)
        {
            outcomes[i] = Process(batch[i], outbox);
        }
    }
}
