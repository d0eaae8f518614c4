using Microsoft.Extensions.Logging;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class PartitionProcessorFactoryTests
{
    /// <summary>A budget that six partitions fit in rich memory, and seven do not.</summary>
    private static readonly WorkerOptions RoomForSix = new()
    {
        Streams = new StreamsSection { Capacity = 100, Budget = new(600L * new WorkerOptions().RichRowBytes()) },
    };

    private readonly LaneRegistry registry = new();
    private readonly LineLog log = new();

    [Fact]
    public void Create_MorePartitionsThanFit_IsRefusedWithTheNumbersAndLeavesTheOthersAlone()
    {
        var options = new WorkerOptions { Streams = new StreamsSection { Capacity = 4, Memory = StreamMemory.Rich } };
        long roomForTwo = new WorkerMemory(options, partitions: 2).TotalBytes;
        using PartitionProcessorFactory factory = Factory(options, roomForTwo);

        using IPartitionProcessor first = factory.Create("readings", 0);
        using IPartitionProcessor second = factory.Create("readings", 1);
        CommandFailedException refused = Assert.Throws<CommandFailedException>(() => factory.Create("readings", 2));

        Assert.Equal(ExitCode.WrongUse, refused.ExitCode);
        Assert.Equal(
            $"streams.capacity: 4 streams in rich memory on 3 partitions need {WorkerMemory.Mebibytes(new WorkerMemory(options, partitions: 3).TotalBytes)} MiB, "
            + $"{WorkerMemory.Mebibytes(new WorkerMemory(options).Lane.Total)} MiB more than the {WorkerMemory.Mebibytes(roomForTwo)} MiB that this machine or its container has, where 2 partitions would fit; "
            + "lower streams.capacity, set streams.memory=lean, start more workers, or give the worker more memory; see `streamrnn estimate`",
            refused.Message);
        Assert.Equal(2, registry.Partitions);
    }

    [Fact]
    public void Create_APartitionHandedOver_MakesRoomForAnother()
    {
        var options = new WorkerOptions { Streams = new StreamsSection { Capacity = 4 } };
        using PartitionProcessorFactory factory = Factory(options, new WorkerMemory(options).TotalBytes);

        factory.Create("readings", 0).Dispose();
        factory.Create("readings", 1).Dispose();

        Assert.Equal(0, registry.Partitions);
    }

    [Fact]
    public void Create_CapacityNotSet_IsChosenForThePartitionsOfTheTopicAndLogged()
    {
        using PartitionProcessorFactory factory = Factory(new WorkerOptions(), long.MaxValue, static _ => 8);

        using var first = (PartitionProcessor)factory.Create("readings", 0);

        Assert.Equal(98_304, first.Engine.Lane.Options.Capacity);
        Assert.False(first.Engine.Lane.Layout.IsRich);
        Assert.Contains(log.Lines, static line => line.EndsWith("98,304 streams on each of 8 partitions fit streams.budget, 1GiB", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 6, true, 1)]
    [InlineData(0, 7, false, 1)]
    [InlineData(6, 7, true, 0)]
    [InlineData(7, 6, false, 0)]
    public void Create_Auto_CountsThePartitionsThatItMayGetAndNotThoseThatItHas(int configured, int ofTheTopic, bool isRich, int asked)
    {
        WorkerOptions options = RoomForSix with { Streams = RoomForSix.Streams with { Partitions = configured } };
        List<string> questions = [];
        using PartitionProcessorFactory factory = Factory(options, long.MaxValue, topic =>
        {
            questions.Add(topic);
            return ofTheTopic;
        });

        using var first = (PartitionProcessor)factory.Create("readings", 0);
        using var second = (PartitionProcessor)factory.Create("readings", 1);

        Assert.Equal((isRich, isRich), (first.Engine.Lane.Layout.IsRich, second.Engine.Lane.Layout.IsRich));
        Assert.Equal(Enumerable.Repeat("readings", asked), questions);
        Assert.Equal(asked, log.Lines.Count(line => line.StartsWith($"Memory {(isRich ? "rich" : "lean")}: streams.memory is auto, ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Create_AutoAndATopicThatGrows_KeepsWhatItChose()
    {
        int partitions = 6;
        using PartitionProcessorFactory factory = Factory(RoomForSix, long.MaxValue, _ => partitions);
        List<IPartitionProcessor> processors = [factory.Create("readings", 0)];
        partitions = 8;
        processors.AddRange(Enumerable.Range(1, 7).Select(partition => factory.Create("readings", partition)));

        Assert.All(processors, processor => Assert.True(((PartitionProcessor)processor).Engine.Lane.Layout.IsRich));
        processors.ForEach(processor => processor.Dispose());
    }

    [Fact]
    public void Create_NobodySaysHowManyPartitionsThereAre_SaysWhatToSet()
    {
        using PartitionProcessorFactory factory = Factory(new WorkerOptions(), long.MaxValue, _ => throw new KafkaFatalException("a:9092 does not say how many partitions readings has: Timed out"));

        CommandFailedException failed = Assert.Throws<CommandFailedException>(() => factory.Create("readings", 0));

        Assert.Equal(ExitCode.Failed, failed.ExitCode);
        Assert.Equal("streams.partitions: a:9092 does not say how many partitions readings has: Timed out; set it, or streams.capacity and streams.memory", failed.Message);
    }

    private PartitionProcessorFactory Factory(WorkerOptions options, long availableBytes, Func<string, int>? countPartitions = null) => new(
        options,
        registry,
        new TextExposition(MetricCatalogue.All, new MetricsCollector(registry, new ConsumerStatus()).Collect),
        TimeProvider.System,
        log,
        availableBytes: availableBytes,
        countPartitions: countPartitions);

    private sealed class LineLog : ILogger<PartitionProcessor>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
