using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;

namespace StreamRnn.Kafka.Tests.Snapshots;

/// <summary>Processors of real lanes, which emit an alert for each event of one value; what an alert says depends on the lane's state.</summary>
internal sealed class LaneProcessors(LaneOptions? options = null) : IPartitionProcessorFactory
{
    public static readonly LaneOptions Options = new() { Memory = StreamMemory.Lean, Capacity = 16, HiddenUnits = 8, WarmUpEvents = 50 };

    /// <summary>The value that makes an alert.</summary>
    public const double Alarming = 5;

    public ConcurrentQueue<(int Partition, long Offset)> Processed { get; } = new();

    public ConcurrentQueue<(int Partition, long Offset)> Replayed { get; } = new();

    /// <summary>The state of each partition's last processor at its end.</summary>
    public ConcurrentDictionary<int, string> Hashes { get; } = new();

    public int Created => created;

    private int created;

    public IPartitionProcessor Create(string topic, int partition)
    {
        Interlocked.Increment(ref created);
        return new Processor(this, partition, options ?? Options);
    }

    private sealed class Processor(LaneProcessors owner, int partition, LaneOptions options) : IRestorableProcessor
    {
        private readonly Lane lane = new(options);
        private readonly ScoredBatch scored = new(IPartitionProcessor.MaxBatch, options.Features);

        public void Process(EventBatch batch, Span<EventOutcome> outcomes, IOutbox outbox)
        {
            Take(batch, outcomes, owner.Processed);
            for (int i = 0; i < batch.Count; i++)
            {
                if (batch[i].Values[0] == Alarming)
                {
                    outbox.Add(Alert(batch[i], scored[i]));
                }
            }
        }

        public void Replay(EventBatch batch, Span<EventOutcome> outcomes) => Take(batch, outcomes, owner.Replayed);

        public LaneCapture BeginCapture(CaptureSettings settings, SnapshotManifest? since) => new(lane, null, settings, since);

        public LaneRestore BeginRestore(SnapshotManifest manifest) => new(lane, manifest);

        public void CompleteRestore(LaneRestore restore) => restore.Complete();

        public void Dispose()
        {
            if (lane.LastOffset >= 0)
            {
                owner.Hashes[partition] = lane.StateHash();
            }

            lane.Dispose();
        }

        private void Take(EventBatch batch, Span<EventOutcome> outcomes, ConcurrentQueue<(int Partition, long Offset)> events)
        {
            lane.Process(batch, scored);
            for (int i = 0; i < batch.Count; i++)
            {
                outcomes[i] = scored.Outcomes[i];
                events.Enqueue((partition, batch[i].Offset));
            }
        }

        private CloudEvent Alert(in SensorEvent sensorEvent, ScoredEvent said) => new()
        {
            Id = $"{partition}-{sensorEvent.Offset}",
            Source = "/streamrnn/test",
            Type = "streamrnn.incident.open",
            Subject = Encoding.UTF8.GetString(sensorEvent.Key),
            Time = DateTimeOffset.FromUnixTimeMilliseconds(sensorEvent.Time),
            DataSchema = "/schemas/alert/v1",
            Data = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"forecast":{{said.Forecast[0]:R}},"score":{{said.RawScore:R}}}""")),
        };
    }
}
