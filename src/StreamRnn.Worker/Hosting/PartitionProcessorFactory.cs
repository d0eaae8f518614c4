using System.Globalization;
using StreamRnn.Kafka;
using StreamRnn.Worker.Alerts;
using StreamRnn.Worker.Commands;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Engine;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Hosting;

/// <summary>Makes the processor of a partition from the configuration.</summary>
internal sealed class PartitionProcessorFactory(
    WorkerOptions options,
    LaneRegistry registry,
    IMetricsExposition metrics,
    TimeProvider timeProvider,
    ILogger<PartitionProcessor> logger,
    IEngineObserver? observer = null,
    long availableBytes = long.MaxValue) : IPartitionProcessorFactory, IDisposable
{
    private readonly AlertLog alertLog = new(logger, timeProvider);
    private readonly AlertEncoder encoder = new(
        options.Alerts.Source, options.FeatureNames(), string.Create(CultureInfo.InvariantCulture, $"{CommandLine.Version}-seed{options.Model.Seed}"));

    public IPartitionProcessor Create(string topic, int partition)
    {
        var engine = new LaneEngine(options.ToLaneOptions(), options.ToIncidentOptions(), topic, partition, observer);
        logger.Allocated(partition, engine.Lane.Options.Capacity, engine.Lane.Layout.RowBytes, engine.Lane.Layout.IsRich ? "rich" : "lean");
        var processor = new PartitionProcessor(partition, engine, encoder, registry, metrics, timeProvider, alertLog);

        // No error: rows take memory only with their streams, and a partition that is left alone is worse than one that may not fit.
        if (new WorkerMemory(options, registry.Partitions).Shortage(availableBytes) is { } shortage)
        {
            logger.Short(shortage);
        }

        return processor;
    }

    public void Dispose() => alertLog.Dispose();
}
