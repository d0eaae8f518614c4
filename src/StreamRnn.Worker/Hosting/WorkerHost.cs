using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Engine;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Hosting;

/// <summary>Joins the consumer, the lanes and the port into one host.</summary>
internal static class WorkerHost
{
    /// <summary>What a stop may take beyond the consumer's own time: closing the port and writing the log's last lines.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(1.5);

    /// <summary>What the cluster, which has just assigned partitions, may take to say how many there are.</summary>
    private static readonly TimeSpan MetadataPatience = TimeSpan.FromSeconds(15);

    /// <summary>Builds the host of a valid configuration; nothing is started yet.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="observer">Looks over every lane's shoulder; null for none.</param>
    /// <param name="logging">Replaces the log on the terminal; null for the one that is configured.</param>
    /// <param name="availableBytes">The memory that the worker may take; null for what the machine or its container has.</param>
    /// <exception cref="CommandFailedException">The machine has less memory than <c>streams.partitions</c>, or one, take at full capacity.</exception>
    public static WebApplication Build(
        WorkerOptions options, IEngineObserver? observer = null, Action<ILoggingBuilder>? logging = null, long? availableBytes = null)
    {
        // How many partitions it will own, a worker learns from the cluster; where not even one fits there is no use in asking.
        long memoryBytes = availableBytes ?? MachineMemory.AvailableBytes();
        WorkerMemory.AtStart(options, memoryBytes).Require(memoryBytes);

        // Empty: nothing but our own configuration decides, no appsettings.json and no ASPNETCORE_ variable that lies around.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "streamrnn" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(options.Http.Address), options.Http.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        (logging ?? (target => AddConsole(target, options.Logging)))(builder.Logging);
        IServiceCollection services = builder.Services;
        services.AddRoutingCore();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Kafka.StopTimeout + StopMargin);
        services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<LaneRegistry>();
        services.AddSingleton<MutedIncidents>();
        services.AddSingleton(provider => new PatternWatch(options.Patterns(), provider.GetRequiredService<ILogger<PatternWatch>>()));
        services.AddSingleton(provider => MetricsExposition.Create(
            MetricCatalogue.All, metrics => provider.GetRequiredService<MetricsCollector>().Collect(metrics)));
        services.AddSingleton(provider => new MetricsCollector(
            provider.GetRequiredService<LaneRegistry>(), provider.GetRequiredService<SensorConsumer>().Status, [.. options.Alerts.Rules.Select(static rule => rule.Name)], provider.GetRequiredService<PatternWatch>()));
        services.AddSingleton<IPartitionProcessorFactory>(provider => new PartitionProcessorFactory(
            options,
            provider.GetRequiredService<LaneRegistry>(),
            provider.GetRequiredService<IMetricsExposition>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PartitionProcessor>>(),
            observer,
            memoryBytes,
            topic => PartitionCount.Of(provider.GetRequiredService<SensorConsumer>().Status, options.ToKafkaOptions(), topic, MetadataPatience),
            provider.GetRequiredService<MutedIncidents>(),
            provider.GetRequiredService<PatternWatch>()));
        services.AddSingleton(provider => new SensorConsumer(
            options.ToKafkaOptions(),
            options.ToInputOptions(),
            options.ToAlertTopicOptions(),
            options.ToDeadLetterOptions(),
            provider.GetRequiredService<IPartitionProcessorFactory>(),
            provider.GetRequiredService<ILogger<SensorConsumer>>(),
            provider.GetRequiredService<TimeProvider>(),
            options.ToSnapshotOptions()));
        services.AddSingleton<RefusalWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<RefusalWatch>());
        services.AddSingleton<ConsumerService>();
        services.AddHostedService(provider => provider.GetRequiredService<ConsumerService>());

        WebApplication host = builder.Build();
        host.MapWorker(
            options, host.Services.GetRequiredService<ConsumerService>(), host.Services.GetRequiredService<IMetricsExposition>(), host.Services.GetRequiredService<MutedIncidents>());
        host.Lifetime.ApplicationStarted.Register(() =>
            host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WorkerHost).FullName!).Started(ProgramVersion.Text, string.Join(' ', host.Urls)));
        return host;
    }

    private static void AddConsole(ILoggingBuilder logging, LoggingSection options)
    {
        logging.SetMinimumLevel(options.Level);

        // A log that nobody reads must not hold the lanes up: what finds no room is left out, and how much is said when there is room again.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);

        // The server's own talk is of no use to those who run the worker.
        logging.AddFilter("Microsoft", options.Level > LogLevel.Warning ? options.Level : LogLevel.Warning);

        // What keeps the host from starting comes back as an exception and is said in a sentence; its log has the stack.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (options.Format == LogFormat.Json)
        {
            logging.AddJsonConsole(json =>
            {
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                json.UseUtcTimestamp = true;
            });
        }
        else
        {
            logging.AddSimpleConsole(text =>
            {
                text.TimestampFormat = "HH:mm:ss.fff ";
                text.SingleLine = true;
                text.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }
    }
}
