using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Configuration.Items;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Hosting;

/// <summary>What reaches the topic of alerts when eight known streams of a plant, and one that a rule mutes, jump at once.</summary>
public sealed class PartitionProcessorTests
{
    private const int Streams = 9;

    /// <summary>Four days of readings every minute: beyond any warm-up.</summary>
    private const int Minutes = 4 * 1440;

    /// <summary>2026-01-31T12:00:00Z.</summary>
    private const long Start = 1_769_860_800_000;

    private readonly LaneRegistry registry = new();
    private readonly MutedIncidents muted = new();
    private readonly AlertTopic topic = new();

    [Fact]
    public void Process_Group_IsTheOnlyAlertBeyondItsFirstStreams()
    {
        Jump(new WindowsSection { Groups = [new GroupItem { Name = "plant", Pattern = "^([^/]+)/", Streams = 3 }] });

        Assert.Equal(["streamrnn.incident.opened", "streamrnn.incident.opened", "streamrnn.group.opened", "streamrnn.group.updated"], topic.Types);
        Assert.Equal([2, 0], registry.Sum().Summaries);
        Assert.Equal([6, 0], registry.Sum().Folded);
    }

    [Fact]
    public void Process_Storm_IsToldByItsSummary()
    {
        Jump(new WindowsSection { StormIncidents = 4 });

        Assert.Equal([.. Enumerable.Repeat("streamrnn.incident.opened", 4), "streamrnn.storm.opened"], topic.Types);
        Assert.Equal([0, 1], registry.Sum().Summaries);
        Assert.Equal([0, 4], registry.Sum().Folded);
    }

    [Fact]
    public void Process_PartitionBegunAfresh_BeginsNoStorm()
    {
        // As after a rebalance: what is read first is all that the worker knows.
        Run(new WindowsSection { StormIncidents = 1 }, Minutes - 1);

        Assert.DoesNotContain(topic.All, type => type.StartsWith("streamrnn.storm.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Process_Muted_IsCountedAndListed()
    {
        Jump(new WindowsSection());

        Assert.Equal(8, topic.Types.Count(type => type == "streamrnn.incident.opened"));
        Assert.Equal("spare/8", Assert.Single(muted.Newest()).Opening.Stream);
        using var output = new MemoryStream();
        await new TextExposition(MetricCatalogue.All, new MetricsCollector(registry, new ConsumerStatus(), ["spares"]).Collect).WriteAsync(output, CancellationToken.None);
        string text = Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains("streamrnn_rule_muted_incidents_total{rule=\"spares\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("streamrnn_incidents_folded_total{into=\"storm\"} 0\n", text, StringComparison.Ordinal);
    }

    private void Jump(WindowsSection windows) => Run(windows, Minutes);

    private void Run(WindowsSection windows, int minutes)
    {
        var options = new WorkerOptions
        {
            Streams = new StreamsSection { Capacity = 16, Memory = StreamMemory.Lean },
            Windows = windows,
            Alerts = new AlertsSection { Rules = [new RuleItem { Name = "spares", Match = "^spare/", Mute = "always" }] },
        };
        using var factory = new PartitionProcessorFactory(
            options, registry, new TextExposition(MetricCatalogue.All, static _ => { }), TimeProvider.System, NullLogger<PartitionProcessor>.Instance, muted: muted);
        using IPartitionProcessor processor = factory.Create("readings", 3);
        var batch = new EventBatch(Streams, features: 1);
        var outcomes = new EventOutcome[Streams];
        for (int minute = 0; minute <= minutes; minute++)
        {
            // Only what the jump opens counts: a quiet swing is not what this is about.
            topic.Types.Clear();
            batch.Clear();
            for (int stream = 0; stream < Streams; stream++)
            {
                double value = minute == Minutes ? 60 : 20 + Math.Sin((minute + stream) * 0.1) + 0.1 * Math.Sin(minute * 1.7 + stream);
                batch.Add(new SensorEvent
                {
                    Key = Encoding.UTF8.GetBytes(stream == Streams - 1 ? $"spare/{stream}" : $"plant/{stream}"),
                    Time = Start + minute * 60_000L,
                    Values = [value],
                    Offset = minute * Streams + stream,
                });
            }

            processor.Process(batch, outcomes, topic);
        }
    }

    private sealed class AlertTopic : IOutbox
    {
        /// <summary>Since it was cleared.</summary>
        public List<string> Types { get; } = [];

        public List<string> All { get; } = [];

        public void Add(CloudEvent alert)
        {
            Types.Add(alert.Type);
            All.Add(alert.Type);
        }
    }
}
