using System.Globalization;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka;
using StreamRnn.Worker.Alerts;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Engine;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Hosting;

/// <summary>Makes the processor of a partition from the configuration, where the memory is there for it.</summary>
internal sealed class PartitionProcessorFactory(
    WorkerOptions options,
    LaneRegistry registry,
    IMetricsExposition metrics,
    TimeProvider timeProvider,
    ILogger<PartitionProcessor> logger,
    IEngineObserver? observer = null,
    long availableBytes = long.MaxValue,
    Func<string, int>? countPartitions = null,
    MutedIncidents? muted = null,
    PatternWatch? patterns = null) : IPartitionProcessorFactory, IDisposable
{
    private readonly MutedIncidents muted = muted ?? new MutedIncidents();

    private readonly PatternWatch patterns = patterns ?? new PatternWatch([], logger);

    private readonly SummaryEncoder summaryEncoder = new(options.Alerts.Source, ModelVersion(options));

    private readonly AlertLog alertLog = new(logger, timeProvider);

    private readonly AlertEncoder encoder = new(
        options.Alerts.Source, options.FeatureNames(), ModelVersion(options));

    /// <summary>The partitions that the worker may get; 0 before the first is assigned.</summary>
    private int expected;

    /// <exception cref="CommandFailedException">With this partition the worker's partitions would not fit the memory that there is, or nobody says how many they may become.</exception>
    public IPartitionProcessor Create(string topic, int partition)
    {
        // Asked once: what the lanes hold must not change with a topic that grows while the worker runs.
        expected = expected > 0 ? expected : Expect(topic);
        var memory = new WorkerMemory(options, registry.Partitions + 1, expected, availableBytes);
        memory.Require(availableBytes);
        var engine = new LaneEngine(memory.LaneOptions, options.ToIncidentOptions(expected), topic, partition, observer);
        logger.Allocated(partition, engine.Lane.Options.Capacity, engine.Lane.Layout.RowBytes, engine.Lane.Layout.IsRich ? "rich" : "lean");
        return new PartitionProcessor(partition, engine, encoder, summaryEncoder, registry, metrics, timeProvider, alertLog, muted, patterns);
    }

    public void Dispose() => alertLog.Dispose();

    private static string ModelVersion(WorkerOptions options) => string.Create(CultureInfo.InvariantCulture, $"{ProgramVersion.Text}-seed{options.Model.Seed}");

    private int Expect(string topic)
    {
        // Without a cluster to ask, as in tests, there is one.
        bool chooses = options.Streams.Memory == StreamMemory.Auto || options.Streams.Capacity == 0 || options.Alerts.PerDay > 0;
        if (!chooses || options.Streams.Partitions > 0 || countPartitions is null)
        {
            return Math.Max(1, options.Streams.Partitions);
        }

        try
        {
            int partitions = countPartitions(topic);
            logger.Chosen(new WorkerMemory(options, partitions, availableBytes: availableBytes).Form);
            return partitions;
        }
        catch (KafkaFatalException unknown)
        {
            string others = options.Streams.Capacity == 0 ? "streams.capacity and streams.memory" : "streams.memory to lean or rich";
            throw new CommandFailedException(ExitCode.Failed, $"streams.partitions: {unknown.Message}; set it, or {others}", unknown);
        }
    }
}
