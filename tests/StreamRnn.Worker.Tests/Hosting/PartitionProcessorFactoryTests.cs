using Microsoft.Extensions.Logging;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class PartitionProcessorFactoryTests
{
    [Fact]
    public void Create_MorePartitionsThanFit_WarnsHowMuchIsMissing()
    {
        var options = new WorkerOptions { Streams = new StreamsSection { Capacity = 4 } };
        var registry = new LaneRegistry();
        var metrics = new TextExposition(MetricCatalogue.All, new MetricsCollector(registry, new ConsumerStatus()).Collect);
        var log = new WarningLog();
        long roomForTwo = new WorkerMemory(options, partitions: 2).TotalBytes;
        var factory = new PartitionProcessorFactory(options, registry, metrics, TimeProvider.System, log, availableBytes: roomForTwo);

        using IPartitionProcessor first = factory.Create("readings", 0);
        using IPartitionProcessor second = factory.Create("readings", 1);
        Assert.Empty(log.Warnings);
        using IPartitionProcessor third = factory.Create("readings", 2);

        Assert.Equal([$"Memory is short when all partitions are full: {new WorkerMemory(options, partitions: 3).Shortage(roomForTwo)}"], log.Warnings);
    }

    [Fact]
    public void Create_APartitionHandedOver_MakesRoomForAnother()
    {
        var options = new WorkerOptions { Streams = new StreamsSection { Capacity = 4 } };
        var registry = new LaneRegistry();
        var metrics = new TextExposition(MetricCatalogue.All, new MetricsCollector(registry, new ConsumerStatus()).Collect);
        var log = new WarningLog();
        var factory = new PartitionProcessorFactory(
            options, registry, metrics, TimeProvider.System, log, availableBytes: new WorkerMemory(options).TotalBytes);

        factory.Create("readings", 0).Dispose();
        factory.Create("readings", 1).Dispose();

        Assert.Empty(log.Warnings);
    }

    private sealed class WarningLog : ILogger<PartitionProcessor>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings.Add(formatter(state, exception));
    }
}
