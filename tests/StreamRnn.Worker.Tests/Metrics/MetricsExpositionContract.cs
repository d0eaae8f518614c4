using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Metrics;

/// <summary>What every exposition does, whoever wrote it.</summary>
public abstract class MetricsExpositionContract
{
    private static readonly MetricFamily Readings = new("test_readings_total", MetricType.Counter, "Readings by what \"became\" of them.", "") { Labels = ["outcome", "partition"] };
    private static readonly MetricFamily Commits = new("test_commits_total", MetricType.Counter, "Commits.", "");
    private static readonly MetricFamily Lag = new("test_lag_records", MetricType.Gauge, "Lag.", "") { Labels = ["partition"] };
    private static readonly MetricFamily Streams = new("test_streams", MetricType.Gauge, "Streams.", "");
    private static readonly MetricFamily Latency = new("test_latency_seconds", MetricType.Histogram, "Latency.", "") { Buckets = [1e-6, 0.0025, 0.1, 1, 3600] };
    private static readonly ImmutableArray<MetricFamily> Families = [Readings, Commits, Lag, Streams, Latency];

    [Fact]
    public async Task Write_NothingSet_HasEveryFamilyAndUnlabelledOnesAtZero()
    {
        IMetricsExposition metrics = Create(Families, _ => { });

        Assert.Equal(
            """
            # HELP test_commits_total Commits.
            # HELP test_lag_records Lag.
            # HELP test_latency_seconds Latency.
            # HELP test_readings_total Readings by what "became" of them.
            # HELP test_streams Streams.
            # TYPE test_commits_total counter
            # TYPE test_lag_records gauge
            # TYPE test_latency_seconds histogram
            # TYPE test_readings_total counter
            # TYPE test_streams gauge
            test_commits_total 0
            test_latency_seconds_bucket{le="+Inf"} 0
            test_latency_seconds_bucket{le="0.0025"} 0
            test_latency_seconds_bucket{le="0.1"} 0
            test_latency_seconds_bucket{le="1"} 0
            test_latency_seconds_bucket{le="1e-06"} 0
            test_latency_seconds_bucket{le="3600"} 0
            test_latency_seconds_count 0
            test_latency_seconds_sum 0
            test_streams 0
            """,
            await LinesAsync(metrics));
    }

    [Fact]
    public async Task Write_ValuesSet_HasThemAsTheyAre()
    {
        IMetricsExposition metrics = Create(Families, _ => { });
        metrics.Set(Readings, 5_000_000_000_123, "scored", "0");
        metrics.Set(Readings, 1, "a \"quoted\" \\ \n label", "1");
        metrics.Set(Lag, 0.25, "0");
        metrics.Set(Streams, 1.25e-7);

        string lines = await LinesAsync(metrics);

        Assert.Contains("test_readings_total{outcome=\"scored\",partition=\"0\"} 5000000000123\n", lines, StringComparison.Ordinal);
        Assert.Contains("test_readings_total{outcome=\"a \\\"quoted\\\" \\\\ \\n label\",partition=\"1\"} 1\n", lines, StringComparison.Ordinal);
        Assert.Contains("test_lag_records{partition=\"0\"} 0.25\n", lines, StringComparison.Ordinal);
        Assert.EndsWith("test_streams 1.25e-07", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_CounterBelowItsValue_IsLeftAlone()
    {
        IMetricsExposition metrics = Create(Families, _ => { });
        metrics.Set(Commits, 7);
        metrics.Set(Commits, 3);

        Assert.Contains("test_commits_total 7\n", await LinesAsync(metrics), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_ASeries_IsGoneAndOthersStay()
    {
        IMetricsExposition metrics = Create(Families, _ => { });
        metrics.Set(Lag, 1, "0");
        metrics.Set(Lag, 2, "1");
        metrics.Remove(Lag, "0");

        string lines = await LinesAsync(metrics);

        Assert.DoesNotContain("partition=\"0\"", lines, StringComparison.Ordinal);
        Assert.Contains("test_lag_records{partition=\"1\"} 2\n", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observe_OnAndBetweenBounds_CountsFromTheFirstBoundNotBelow()
    {
        IMetricsExposition metrics = Create(Families, _ => { });
        foreach (double seconds in (double[])[0, 1e-6, 0.002, 0.0025, 0.5, 1, 5000])
        {
            metrics.Observe(Latency, seconds);
        }

        string lines = await LinesAsync(metrics);

        foreach ((string bound, int count) in ((string, int)[])[("1e-06", 2), ("0.0025", 4), ("0.1", 4), ("1", 6), ("3600", 6), ("+Inf", 7)])
        {
            Assert.Contains($"test_latency_seconds_bucket{{le=\"{bound}\"}} {count}\n", lines, StringComparison.Ordinal);
        }

        Assert.Contains("test_latency_seconds_count 7\n", lines, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"test_latency_seconds_sum {0 + 1e-6 + 0.002 + 0.0025 + 0.5 + 1 + 5000}\n"), lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_CollectsBeforeEachScrape()
    {
        int scrapes = 0;
        IMetricsExposition metrics = Create(Families, target => target.Set(Streams, ++scrapes));

        Assert.EndsWith("test_streams 1", await LinesAsync(metrics), StringComparison.Ordinal);
        Assert.EndsWith("test_streams 2", await LinesAsync(metrics), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Shared")]
    public async Task Write_TheWholeCatalogue_PassesPromtool()
    {
        string promtool = RequiredTool.Find("../shared/bin/promtool", "it checks that Prometheus finds nothing to say about the metrics");
        IMetricsExposition metrics = Create(MetricCatalogue.All, CatalogueValues.Fill);

        ToolRun run = await ToolRun.Of(promtool, await TextAsync(metrics), "check", "metrics");

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Errors));
    }

    /// <summary>Makes the exposition under test.</summary>
    private protected abstract IMetricsExposition Create(ImmutableArray<MetricFamily> families, Action<IMetricsExposition> collect);

    private protected static async Task<string> TextAsync(IMetricsExposition metrics)
    {
        using var output = new MemoryStream();
        await metrics.WriteAsync(output, CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>The text's lines, sorted: the order of families and series says nothing.</summary>
    private static async Task<string> LinesAsync(IMetricsExposition metrics) =>
        string.Join('\n', (await TextAsync(metrics)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
}
