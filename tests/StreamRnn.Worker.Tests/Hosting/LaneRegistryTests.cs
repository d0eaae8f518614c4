using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class LaneRegistryTests
{
    private readonly LaneRegistry registry = new();
    private readonly TextExposition metrics;
    private readonly PartitionProcessorFactory factory;

    public LaneRegistryTests()
    {
        metrics = new TextExposition(MetricCatalogue.All, new MetricsCollector(registry, new ConsumerStatus()).Collect);
        var options = new WorkerOptions { Streams = new StreamsSection { Capacity = 4 } };
        factory = new PartitionProcessorFactory(options, registry, metrics, TimeProvider.System, NullLogger<PartitionProcessor>.Instance);
    }

    [Fact]
    public void Sum_PartitionHandedOver_KeepsItsCountsAndForgetsWhatItHeld()
    {
        IPartitionProcessor first = factory.Create("readings", 0);
        IPartitionProcessor second = factory.Create("readings", 1);
        Feed(first, "a", events: 5);
        Feed(second, "b", events: 3);

        Assert.Equal(8, registry.Sum().Outcomes[(int)EventOutcome.WarmingUp]);
        Assert.Equal(2, registry.Sum().Streams);
        Assert.Equal(8, registry.Sum().Capacity);
        first.Dispose();

        LaneTotals after = registry.Sum();
        Assert.Equal(8, after.Outcomes[(int)EventOutcome.WarmingUp]);
        Assert.Equal(1, after.Streams);
        Assert.Equal(4, after.Capacity);
        Assert.Equal([new KeyValuePair<int, long>(1, 2000)], after.Watermarks);
        second.Dispose();
        Assert.Equal(8, registry.Sum().Outcomes[(int)EventOutcome.WarmingUp]);
    }

    [Fact]
    public async Task Metrics_PartitionHandedOver_LosesItsSeriesAndKeepsTheSums()
    {
        IPartitionProcessor processor = factory.Create("readings", 7);
        Feed(processor, "a", events: 3);
        string before = await ScrapeAsync();
        processor.Dispose();
        string after = await ScrapeAsync();

        Assert.Contains("streamrnn_watermark_timestamp_seconds{partition=\"7\"} 2\n", before, StringComparison.Ordinal);
        Assert.DoesNotContain("partition=\"7\"", after, StringComparison.Ordinal);
        Assert.Contains("streamrnn_events_total{outcome=\"warming_up\"} 3\n", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_NothingHandledYet_PublishesEveryOutcomeReasonAndStateAtZero()
    {
        string text = await ScrapeAsync();

        foreach (string series in (string[])["events_total{outcome=\"wrong_feature_count\"}", "records_rejected_total{reason=\"time_in_future\"}", "alerts_total{state=\"opened\"}", "alerts_total{state=\"resolved\"}"])
        {
            Assert.Contains($"streamrnn_{series} 0\n", text, StringComparison.Ordinal);
        }
    }

    private static void Feed(IPartitionProcessor processor, string key, int events)
    {
        var batch = new EventBatch(events, features: 1);
        for (int i = 1; i <= events; i++)
        {
            batch.Add(new SensorEvent { Key = Encoding.UTF8.GetBytes(key), Time = 1000 * i, Values = [i], Offset = i });
        }

        processor.Process(batch, new EventOutcome[events], new NoOutbox());
    }

    private async Task<string> ScrapeAsync()
    {
        using var output = new MemoryStream();
        await metrics.WriteAsync(output, CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private sealed class NoOutbox : IOutbox
    {
        public void Add(CloudEvent alert) => Assert.Fail($"No alert may come of streams in warm-up: {alert.Id}");
    }
}
