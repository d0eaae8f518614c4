using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class RefusalWatchTests : IDisposable
{
    private readonly LaneRegistry registry = new();
    private readonly MinuteTime time = new();
    private readonly Lines lines = new();
    private readonly IPartitionProcessor processor;
    private readonly TextExposition metrics;
    private readonly RefusalWatch watch;
    private long offset;

    public RefusalWatchTests()
    {
        metrics = new TextExposition(MetricCatalogue.All, new MetricsCollector(registry, new ConsumerStatus()).Collect);
        var options = new WorkerOptions { Streams = new StreamsSection { Capacity = 4, Memory = StreamMemory.Lean } };
        processor = new PartitionProcessorFactory(options, registry, metrics, TimeProvider.System, NullLogger<PartitionProcessor>.Instance).Create("readings", 0);
        watch = new RefusalWatch(registry, time, lines);
    }

    [Fact]
    public async Task Look_StreamsRefused_SaysOnceAMinuteHowManyAndWhatToSet()
    {
        await watch.StartAsync(TestContext.Current.CancellationToken);
        Feed(streams: 14, rounds: 2);
        Assert.Null(watch.Warning);

        time.EndMinute();
        const string expected = "20 readings within the last minute were refused: beside 4 streams with a place there were about 10 without one. Set streams.capacity to 16 or more";
        Assert.Equal(expected, watch.Warning);
        Assert.Equal([$"Warning {expected}"], lines.All);

        time.EndMinute();
        Assert.Null(watch.Warning);
        Assert.Single(lines.All);

        Feed(streams: 14, rounds: 1);
        time.EndMinute();
        Assert.StartsWith("10 readings ", watch.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_KeysThatNeverRepeat_DoubtsThatTheyNameStreams()
    {
        await watch.StartAsync(TestContext.Current.CancellationToken);
        Feed(streams: 500, rounds: 1);
        time.EndMinute();

        Assert.EndsWith(" or more, or look whether the records' keys name streams", watch.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_StreamsRefused_CountTheirReadingsAndAboutHowManyTheyAre()
    {
        Feed(streams: 14, rounds: 2);
        string scrape = await ScrapeAsync();

        Assert.Contains("streamrnn_events_total{outcome=\"refused\"} 20\n", scrape, StringComparison.Ordinal);
        Assert.Contains("streamrnn_streams_refused 10\n", scrape, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        watch.Dispose();
        processor.Dispose();
    }

    private async Task<string> ScrapeAsync()
    {
        using var output = new MemoryStream();
        await metrics.WriteAsync(output, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    private void Feed(int streams, int rounds)
    {
        var batch = new EventBatch(1, features: 1);
        for (int i = 0; i < streams * rounds; i++)
        {
            batch.Clear();
            batch.Add(new SensorEvent { Key = BitConverter.GetBytes(i % streams), Time = 1000 * offset, Values = [i], Offset = offset++ });
            processor.Process(batch, new EventOutcome[1], new NoOutbox());
        }
    }

    private sealed class NoOutbox : IOutbox
    {
        public void Add(CloudEvent alert) => Assert.Fail("no alert is due");
    }

    private sealed class MinuteTime : TimeProvider
    {
        private Action? due;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal((RefusalWatch.Interval, RefusalWatch.Interval), (dueTime, period));
            due = () => callback(state);
            return new Timer();
        }

        public void EndMinute() => due!();

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => throw new NotSupportedException();
        }
    }

    private sealed class Lines : ILogger<RefusalWatch>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add($"{logLevel} {formatter(state, exception)}");
    }
}
