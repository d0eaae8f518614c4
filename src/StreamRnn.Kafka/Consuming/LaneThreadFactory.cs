using System.Collections.Concurrent;
using Confluent.Kafka;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Parsing;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>Makes lane threads: what is one thread's is made anew for each, what is shared is safe for all.</summary>
internal sealed class LaneThreadFactory(
    SessionSettings settings,
    IConsumer<Ignore, Ignore> consumer,
    EmissionQueue emissions,
    Delivery delivery,
    ConcurrentQueue<Error> errors,
    Reporting reporting)
{
    private readonly SensorEventParser parser = new(settings.Input);

    /// <summary>A lane thread on a queue of its own, not yet started, and what it calls when it ends.</summary>
    public LaneThread Create(Action onEnd)
    {
        LaneCounts counts = reporting.Status.AddLane();
        var messages = new NativeMessages(ClientHandle.Of(consumer), BatchHandler.Capacity);
        var partitions = new Dictionary<int, AssignedPartition>();
        var rejections = new Rejections(settings.Input.Topic, delivery, counts, reporting.Logger, reporting.LogBound);
        var restarts = new PartitionRestarts(consumer, settings, errors, reporting);
        var batches = new BatchHandler(settings.Input, parser, partitions, restarts, rejections, new LaneOutbox(delivery), counts);
        return new LaneThread(messages, batches, partitions, new IntakeBound(consumer, settings.Input.Topic, emissions), new LaneSnapshots(reporting.Status), counts, errors, onEnd)
        {
            BeforeRead = settings.BeforeRead,
        };
    }
}
