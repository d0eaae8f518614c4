using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Consuming;

/// <summary>Makes lane threads: what is one thread's is made anew for each, what is shared is safe for all.</summary>
internal sealed class LaneThreadFactory(
    InputOptions input,
    IConsumer<Ignore, Ignore> consumer,
    EmissionQueue emissions,
    Delivery delivery,
    ConcurrentQueue<Error> errors,
    ConsumerStatus status,
    ILogger logger,
    LogBound logBound)
{
    private readonly SensorEventParser parser = new(input);

    /// <summary>See <see cref="LaneThread.BeforeRead"/>.</summary>
    public Action<NativeMessages>? BeforeRead { get; init; }

    /// <summary>A lane thread on this queue, not yet started, and what it calls when it ends.</summary>
    public LaneThread Create(NativeMessages messages, Action onEnd)
    {
        LaneCounts counts = status.AddLane();
        var partitions = new Dictionary<int, AssignedPartition>();
        var batches = new BatchHandler(
            input, parser, partitions, new Rejections(input.Topic, delivery, counts, logger, logBound), new LaneOutbox(delivery), counts);
        return new LaneThread(messages, batches, partitions, new IntakeBound(consumer, input.Topic, emissions), counts, errors, onEnd)
        {
            BeforeRead = BeforeRead,
        };
    }
}
