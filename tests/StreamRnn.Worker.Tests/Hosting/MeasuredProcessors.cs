using System.Collections.Concurrent;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka;

namespace StreamRnn.Worker.Tests.Hosting;

/// <summary>Processors that note, on their lane's thread, what it has allocated over each window of their events, all that happens between two calls included.</summary>
internal sealed class MeasuredProcessors(IPartitionProcessorFactory inner, int window) : IPartitionProcessorFactory
{
    private readonly ConcurrentBag<Processor> processors = [];
    private Action? done;
    private long doneAfter;
    private long events;

    public int Window { get; } = window;

    public long Events => Interlocked.Read(ref events);

    public int LargestBatch => processors.Max(static processor => processor.LargestBatch);

    /// <summary>The threads that called, once they are through.</summary>
    public int Threads => processors.Select(static processor => processor.Thread).Distinct().Count();

    /// <summary>Bytes allocated in each window, once the threads are through.</summary>
    public IReadOnlyList<long> AllocatedBytes => [.. processors.SelectMany(static processor => processor.AllocatedBytes)];

    /// <summary>Calls <paramref name="action"/> once this many events have been processed.</summary>
    public void After(long count, Action action)
    {
        doneAfter = count;
        done = action;
    }

    public IPartitionProcessor Create(string topic, int partition)
    {
        var processor = new Processor(this, inner.Create(topic, partition));
        processors.Add(processor);
        return processor;
    }

    private void Note(int count)
    {
        if (Interlocked.Add(ref events, count) >= doneAfter)
        {
            done?.Invoke();
        }
    }

    private sealed class Processor(MeasuredProcessors owner, IPartitionProcessor inner) : IPartitionProcessor
    {
        private readonly List<long> allocatedBytes = new(capacity: 1024);
        private long windowEvents;
        private long allocatedAtStart;

        public IReadOnlyList<long> AllocatedBytes => allocatedBytes;

        public int LargestBatch { get; private set; }

        public int Thread { get; private set; }

        public void Process(EventBatch batch, Span<EventOutcome> outcomes, IOutbox outbox)
        {
            inner.Process(batch, outcomes, outbox);
            Note(batch.Count);
        }

        public void Dispose() => inner.Dispose();

        private void Note(int count)
        {
            Thread = Environment.CurrentManagedThreadId;
            LargestBatch = Math.Max(LargestBatch, count);
            windowEvents += count;
            if (windowEvents >= owner.Window)
            {
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                allocatedBytes.Add(allocated - allocatedAtStart);
                allocatedAtStart = allocated;
                windowEvents = 0;
            }

            owner.Note(count);
        }
    }
}
