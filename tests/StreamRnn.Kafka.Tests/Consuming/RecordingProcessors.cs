using System.Collections.Concurrent;
using System.Text;
using StreamRnn.Core.Streams;

namespace StreamRnn.Kafka.Tests.Consuming;

/// <summary>Processors that write down what they are given; a test says what they answer and emit.</summary>
internal sealed class RecordingProcessors : IPartitionProcessorFactory
{
    public ConcurrentQueue<Seen> Events { get; } = new();

    public ConcurrentDictionary<int, int> Created { get; } = new();

    public ConcurrentDictionary<int, int> Disposed { get; } = new();

    /// <summary>Called before the processor of a partition is made.</summary>
    public Action<int>? Creating { get; init; }

    /// <summary>What a processor answers to an event, and a place to emit from.</summary>
    public Func<Seen, IOutbox, EventOutcome> Answer { get; set; } = static (_, _) => EventOutcome.Scored;

    /// <summary>The offsets that each of a partition's processors had, in the order in which it had them; of those that had any.</summary>
    public IEnumerable<long[]> Runs(int partition) => Events
        .Where(seen => seen.Partition == partition)
        .GroupBy(static seen => seen.Processor)
        .Select(static run => run.Select(static seen => seen.Offset).ToArray());

    public IPartitionProcessor Create(string topic, int partition)
    {
        Creating?.Invoke(partition);
        int count = Created.AddOrUpdate(partition, 1, static (_, count) => count + 1);
        return new Processor(this, partition, count);
    }

    public static CloudEvent Alert(Seen seen) => new()
    {
        Id = $"{seen.Partition}-{seen.Offset}",
        Source = "/streamrnn/test",
        Type = "streamrnn.incident.open",
        Subject = seen.Key,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(seen.Time),
        DataSchema = "urn:streamrnn:alert:1",
        Data = Encoding.UTF8.GetBytes($$"""{"offset":{{seen.Offset}}}"""),
    };

    /// <summary>An event.</summary>
    /// <param name="Partition">Its partition.</param>
    /// <param name="Processor">Which of the partition's processors had it, from 1.</param>
    /// <param name="Offset">Its record's.</param>
    /// <param name="Key">Its stream.</param>
    /// <param name="Time">Unix milliseconds.</param>
    /// <param name="Values">Its features.</param>
    internal sealed record Seen(int Partition, int Processor, long Offset, string Key, long Time, double[] Values);

    private sealed class Processor(RecordingProcessors owner, int partition, int number) : IPartitionProcessor
    {
        public void Process(EventBatch batch, Span<EventOutcome> outcomes, IOutbox outbox)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                outcomes[i] = Process(batch[i], outbox);
            }
        }

        public void Dispose() => owner.Disposed.AddOrUpdate(partition, 1, static (_, count) => count + 1);

        private EventOutcome Process(in SensorEvent sensorEvent, IOutbox outbox)
        {
            var seen = new Seen(
                partition, number, sensorEvent.Offset, Encoding.UTF8.GetString(sensorEvent.Key), sensorEvent.Time, sensorEvent.Values.ToArray());
            owner.Events.Enqueue(seen);
            return owner.Answer(seen, outbox);
        }
    }
}
