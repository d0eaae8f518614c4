using System.Collections.Concurrent;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka;

namespace StreamRnn.Worker.Tests.Hosting;

/// <summary>Processors that note what their lane's thread has allocated over each window of its events, all that happens between two calls included.</summary>
internal sealed class MeasuredProcessors(IPartitionProcessorFactory inner, int window) : IPartitionProcessorFactory
{
    private readonly ConcurrentDictionary<int, ThreadWindows> threads = new();
    private Action? done;
    private long doneAfter;
    private long events;
    private int maxBatch;

    public long Events => Interlocked.Read(ref events);

    public int MaxBatch => Volatile.Read(ref maxBatch);

    /// <summary>The threads that called, once they are through.</summary>
    public int Threads => threads.Count;

    /// <summary>Bytes allocated in each window, thread by thread, once the threads are through. What a partition's first batch allocates is in none.</summary>
    public IReadOnlyList<IReadOnlyList<long>> AllocatedBytes => [.. threads.Values.Select(static thread => thread.AllocatedBytes)];

    /// <summary>
    /// Bytes that an event allocates, over all windows but the one of each thread with the most: a native function is looked up when it is
    /// called for the first time, and some are called only when a queue happens to be empty.
    /// </summary>
    public double BytesPerEvent => AllocatedBytes.Sum(static bytes => bytes.Sum() - bytes.Max()) / ((double)window * AllocatedBytes.Sum(static bytes => bytes.Count - 1));

    /// <summary>Calls <paramref name="action"/> once this many events have been processed.</summary>
    public void After(long count, Action action)
    {
        doneAfter = count;
        done = action;
    }

    public IPartitionProcessor Create(string topic, int partition) => new Processor(this, inner.Create(topic, partition));

    private ThreadWindows Note(ThreadWindows? thread, int count)
    {
        // Only ever raised, and by so few threads that a lost race is made up for by the next batch.
        maxBatch = Math.Max(maxBatch, count);
        if (thread is null)
        {
            thread = threads.GetOrAdd(Environment.CurrentManagedThreadId, static _ => new ThreadWindows());
            thread.Restart();
        }
        else
        {
            thread.Note(count, window);
        }

        if (Interlocked.Add(ref events, count) >= doneAfter)
        {
            done?.Invoke();
        }

        return thread;
    }

    private sealed class Processor(MeasuredProcessors owner, IPartitionProcessor inner) : IPartitionProcessor
    {
        private ThreadWindows? thread;

        public void Process(EventBatch batch, Span<EventOutcome> outcomes, IOutbox outbox)
        {
            inner.Process(batch, outcomes, outbox);
            thread = owner.Note(thread, batch.Count);
        }

        public void Dispose() => inner.Dispose();
    }

    private sealed class ThreadWindows
    {
        private readonly List<long> allocatedBytes = new(capacity: 1024);
        private long events;
        private long allocatedAtStart;

        public IReadOnlyList<long> AllocatedBytes => allocatedBytes;

        public void Restart()
        {
            events = 0;
            allocatedAtStart = GC.GetAllocatedBytesForCurrentThread();
        }

        public void Note(int count, int window)
        {
            events += count;
            if (events >= window)
            {
                allocatedBytes.Add(GC.GetAllocatedBytesForCurrentThread() - allocatedAtStart);
                Restart();
            }
        }
    }
}
