using StreamRnn.Core.Streams;
using StreamRnn.Kafka;

namespace StreamRnn.Benchmarks.Worker;

/// <summary>A lane behind each partition, as in the worker, and a call once all expected events have been scored.</summary>
internal sealed class LaneProcessors(LaneOptions options, long expected, Action done) : IPartitionProcessorFactory
{
    private long processed;

    public IPartitionProcessor Create(string topic, int partition) => new Processor(this, new Lane(options));

    private void Count(int events)
    {
        processed += events;
        if (processed >= expected)
        {
            done();
        }
    }

    private sealed class Processor(LaneProcessors owner, Lane lane) : IPartitionProcessor
    {
        private readonly ScoredEvent scored = new(lane.Options.Features);
        private ScoredBatch? batchScored;

        public EventOutcome Process(in SensorEvent sensorEvent, IOutbox outbox)
        {
            EventOutcome outcome = lane.Process(sensorEvent, scored);
            owner.Count(1);
            return outcome;
        }

        public void Process(EventBatch batch, Span<EventOutcome> outcomes, IOutbox outbox)
        {
            batchScored ??= new ScoredBatch(batch.Capacity, lane.Options.Features);
            lane.Process(batch, batchScored);
            batchScored.Outcomes[..batch.Count].CopyTo(outcomes);
            owner.Count(batch.Count);
        }

        public void Dispose() => lane.Dispose();
    }
}
