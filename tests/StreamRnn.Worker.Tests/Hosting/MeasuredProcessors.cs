using StreamRnn.Core.Streams;
using StreamRnn.Kafka;

namespace StreamRnn.Worker.Tests.Hosting;

/// <summary>Processors that note, on the consumer's thread, what it has allocated over each window of events, all that happens between two calls included.</summary>
internal sealed class MeasuredProcessors(IPartitionProcessorFactory inner, int window) : IPartitionProcessorFactory
{
    private readonly List<long> allocatedBytes = new(capacity: 1024);
    private Action? done;
    private long doneAfter;
    private long windowStart;
    private long allocatedAtStart;

    public int Window { get; } = window;

    public long Events { get; private set; }

    public int LargestBatch { get; private set; }

    public IReadOnlyList<long> AllocatedBytes => allocatedBytes;

    /// <summary>Calls <paramref name="action"/> once this many events have been processed.</summary>
    public void After(long events, Action action)
    {
        doneAfter = events;
        done = action;
    }

    public IPartitionProcessor Create(string topic, int partition) => new Processor(this, inner.Create(topic, partition));

    private void Note(int events)
    {
        Events += events;
        LargestBatch = Math.Max(LargestBatch, events);
        if (Events - windowStart >= Window)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            allocatedBytes.Add(allocated - allocatedAtStart);
            allocatedAtStart = allocated;
            windowStart = Events;
        }

        if (Events >= doneAfter)
        {
            done?.Invoke();
        }
    }

    private sealed class Processor(MeasuredProcessors owner, IPartitionProcessor inner) : IPartitionProcessor
    {
        public EventOutcome Process(in SensorEvent sensorEvent, IOutbox outbox)
        {
            EventOutcome outcome = inner.Process(sensorEvent, outbox);
            owner.Note(1);
            return outcome;
        }

        public void Process(EventBatch batch, Span<EventOutcome> outcomes, IOutbox outbox)
        {
            inner.Process(batch, outcomes, outbox);
            owner.Note(batch.Count);
        }

        public void Dispose() => inner.Dispose();
    }
}
