using StreamRnn.Kafka.Consuming;
using StreamRnn.Tests;
using StreamRnn.Worker.Configuration;

namespace StreamRnn.Worker.Tests.Hosting;

/// <summary>What the whole way of an event allocates on a lane's thread: broker, batch call, parser, lane, windows, metrics.</summary>
internal static class MeasuredIngest
{
    public const int Events = 60_000;

    private const int Partitions = 2;
    private const int Streams = 100;
    private const int Window = 1024;

    /// <summary>Runs it twice and gives the second run: in the first the runtime looks up what it needs and compiles its best code.</summary>
    /// <exception cref="InvalidOperationException">Not all events came, or they came one by one.</exception>
    public static MeasuredProcessors Run(int laneThreads)
    {
        using var broker = new ReadingsBroker(
            Partitions, Events, static i => (i / Streams % Partitions, $"sensor-{i % Streams}", ReadingsBroker.Start + i, 20 + Math.Sin(i * 0.01)));
        Run(broker, laneThreads);
        return Run(broker, laneThreads);
    }

    private static MeasuredProcessors Run(ReadingsBroker broker, int laneThreads)
    {
        // Within warm-up no alarm can be raised: an alert may cost memory, and these are about events without one.
        var options = new WorkerOptions { Streams = new StreamsSection { Capacity = 256, WarmUp = 2 * Events } };
        var processors = new MeasuredProcessors(ReadingsBroker.Processors(options), Window);
        SensorConsumer consumer = broker.Consumer(processors, laneThreads);
        using var stop = new CancellationTokenSource(Wait.Patience);
        processors.After(Events, stop.Cancel);
        consumer.Run(stop.Token);
        return processors.Events == Events && processors.MaxBatch > 1
            ? processors
            : throw new InvalidOperationException($"{processors.Events} events of {Events} came, in batches of at most {processors.MaxBatch}.");
    }
}
