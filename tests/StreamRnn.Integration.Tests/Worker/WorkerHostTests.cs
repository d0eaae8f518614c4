using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NJsonSchema;
using StreamRnn.Integration.Tests.Brokers;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Configuration.Items;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Integration.Tests.Worker;

[Collection(BrokerCollection.Name)]
public sealed class WorkerHostTests : IAsyncDisposable
{
    private readonly EmbeddedBroker broker = new();
    private WorkerOptions options;
    private readonly Topics topics;
    private readonly HttpClient http = new();
    private WebApplication? host;

    public WorkerHostTests()
    {
        topics = new Topics(broker.BootstrapServers);
        options = new WorkerOptions
        {
            Kafka = new KafkaSection { BootstrapServers = broker.BootstrapServers, CommitInterval = TimeSpan.FromMinutes(10) },
            Http = new HttpSection { Address = "127.0.0.1", Port = 0 },
            // Few enough for rich memory, which opens nothing on the steady part.
            Streams = new StreamsSection { Capacity = 16 },
        };
    }

    [Fact]
    public async Task Run_JumpInASteadySeries_WritesAnAlertThatFollowsTheServedSchema()
    {
        CreateTopics();
        topics.Write(options.Input.Topic, SteadySeries.Records());
        await StartAsync();

        ConsumeResult<string, string> alert = topics.Read(options.Alerts.Topic, 1)[0];

        JsonSchema schema = await JsonSchema.FromJsonAsync(await GetAsync("/schemas/alert/v1", HttpStatusCode.OK));
        Assert.Empty(schema.Validate(alert.Message.Value));
        JsonNode data = JsonNode.Parse(alert.Message.Value)!;
        Assert.Equal(SteadySeries.Stream, alert.Message.Key);
        Assert.Equal(SteadySeries.Stream, (string?)data["stream"]);
        Assert.Equal("opened", (string?)data["incident"]!["state"]);
        Assert.Equal(SteadySeries.SteadyCount, (long?)data["input"]!["offset"]);
        Assert.Equal("streamrnn.incident.opened", Topics.Header(alert, "ce_type"));
        Assert.Equal($"{data["incident"]!["id"]}/0", Topics.Header(alert, "ce_id"));
        Assert.Equal((string?)JsonNode.Parse(await GetAsync("/schemas/alert/v1", HttpStatusCode.OK))!["$id"], Topics.Header(alert, "ce_dataschema"));
    }

    [Fact]
    public async Task Run_StreamsOfAGroupJumpAndOneIsMuted_WritesTheGroupsIncidentAndListsTheMutedOne()
    {
        options = options with
        {
            Windows = new WindowsSection { Groups = [new GroupItem { Name = "plant", Pattern = "^([^/]+)/" }] },
            Alerts = new AlertsSection { Rules = [new RuleItem { Name = "spares", Match = "^spare", Mute = "always" }] },
        };
        CreateTopics();
        topics.Write(options.Input.Topic, SteadySeries.Records("plant-3/a", "spare-1", "plant-3/b", "plant-3/c"));
        await StartAsync();

        List<ConsumeResult<string, string>> alerts = topics.Read(options.Alerts.Topic, 3);

        Assert.Equal(
            [("plant-3/a", "streamrnn.incident.opened"), ("plant-3/b", "streamrnn.incident.opened"), ("plant-3", "streamrnn.group.opened")],
            alerts.Select(alert => (alert.Message.Key, Topics.Header(alert, "ce_type"))));
        JsonSchema schema = await JsonSchema.FromJsonAsync(await GetAsync("/schemas/summary/v1", HttpStatusCode.OK));
        Assert.Empty(schema.Validate(alerts[2].Message.Value));
        Assert.Equal(3, JsonNode.Parse(alerts[2].Message.Value)!["incidents"]!.AsArray().Count);
        JsonNode muted = JsonNode.Parse(await GetAsync("/muted", HttpStatusCode.OK))!;
        Assert.Equal(("spare-1", "spares"), ((string?)muted["stream"], (string?)muted["rule"]));
        string metrics = await GetAsync("/metrics", HttpStatusCode.OK);
        Assert.Contains("streamrnn_rule_muted_incidents_total{rule=\"spares\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("streamrnn_incidents_folded_total{into=\"group\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_EndpointsAnswer_AndMetricsCountWhatWasRead()
    {
        CreateTopics();
        topics.Write(options.Input.Topic, [.. SteadySeries.Records(), ("boiler-2", "not JSON")]);
        await StartAsync();
        await Topics.UntilAsync(
            async () => (await GetAsync("/metrics", HttpStatusCode.OK)).Contains($"streamrnn_records_total {SteadySeries.Count + 1}\n", StringComparison.Ordinal),
            "all records are handled");

        Assert.Equal("alive\n", await GetAsync("/livez", HttpStatusCode.OK));
        await UntilReadyzAsync(HttpStatusCode.OK, "ready\n");
        await Topics.UntilAsync(
            async () => (await GetAsync("/metrics", HttpStatusCode.OK)).Contains("streamrnn_input_lag_records{partition=\"0\"} 0\n", StringComparison.Ordinal),
            "the lag is published");
        string metrics = await GetAsync("/metrics", HttpStatusCode.OK);
        Assert.Contains($"streamrnn_events_total{{outcome=\"warming_up\"}} {options.Streams.WarmUp}\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"streamrnn_events_total{{outcome=\"scored\"}} {SteadySeries.Count - options.Streams.WarmUp}\n", metrics, StringComparison.Ordinal);
        Assert.Contains("streamrnn_records_rejected_total{reason=\"invalid_json\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("streamrnn_streams 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("streamrnn_ready 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("streamrnn_partitions 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("streamrnn_watermark_timestamp_seconds{partition=\"0\"} 1769875380\n", metrics, StringComparison.Ordinal);

        // How many are timed depends on how the client hands the records out: one in 64 where they come one by one.
        string timed = metrics.Split('\n').Single(static line => line.StartsWith("streamrnn_event_processing_seconds_count ", StringComparison.Ordinal)).Split(' ')[1];
        Assert.InRange(int.Parse(timed, CultureInfo.InvariantCulture), 1, (SteadySeries.Count + 63) / 64);
    }

    [Fact]
    public async Task Stop_CommitsAllThatWasRead()
    {
        CreateTopics();
        topics.Write(options.Input.Topic, SteadySeries.Records());
        await StartAsync();
        await Topics.UntilAsync(
            async () => (await GetAsync("/metrics", HttpStatusCode.OK)).Contains($"streamrnn_records_total {SteadySeries.Count}\n", StringComparison.Ordinal),
            "all records are handled");

        await host!.StopAsync();

        ConsumerService consumer = host.Services.GetRequiredService<ConsumerService>();
        Assert.Null(consumer.Failure);
        Assert.True(consumer.IsComplete);
        Assert.Equal(SteadySeries.Count, topics.Committed(options.Input.Topic, options.Kafka.GroupId));
    }

    [Fact]
    public async Task Readyz_NoBroker_IsUnavailableAndSaysWhy()
    {
        broker.Dispose();
        await StartAsync();

        Assert.Equal($"joining the group streamrnn on {broker.BootstrapServers}\n", await GetAsync("/readyz", HttpStatusCode.ServiceUnavailable));
        Assert.Equal("alive\n", await GetAsync("/livez", HttpStatusCode.OK));
        Assert.Contains("streamrnn_ready 0\n", await GetAsync("/metrics", HttpStatusCode.OK), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readyz_AlertTopicMissing_NamesItUntilItIsThere()
    {
        broker.CreateTopic(options.Input.Topic, 3);
        broker.CreateTopic(options.DeadLetters.Topic, 1);
        await StartAsync();

        await UntilReadyzAsync(
            HttpStatusCode.ServiceUnavailable,
            $"the topic alerts does not exist on {broker.BootstrapServers}; create it with: kafka-topics.sh --bootstrap-server {broker.BootstrapServers} "
            + "--create --topic alerts --partitions 3 --config retention.ms=2592000000 (or set kafka.create-topics: true)\n");
        Assert.Contains("streamrnn_ready 0\n", await GetAsync("/metrics", HttpStatusCode.OK), StringComparison.Ordinal);

        broker.CreateTopic(options.Alerts.Topic, 1);
        await UntilReadyzAsync(HttpStatusCode.OK, "ready\n");
        Assert.Contains("streamrnn_ready 1\n", await GetAsync("/metrics", HttpStatusCode.OK), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readyz_BrokerGoesAway_IsUnavailableAndSaysSo()
    {
        CreateTopics();
        await StartAsync();
        await UntilReadyzAsync(HttpStatusCode.OK, "ready\n");

        broker.Dispose();

        await UntilReadyzAsync(HttpStatusCode.ServiceUnavailable, $"no broker of {broker.BootstrapServers} answers: ");
        Assert.Contains("streamrnn_ready 0\n", await GetAsync("/metrics", HttpStatusCode.OK), StringComparison.Ordinal);
        Assert.Equal("alive\n", await GetAsync("/livez", HttpStatusCode.OK));
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }

        http.Dispose();
        broker.Dispose();
    }

    private void CreateTopics()
    {
        broker.CreateTopic(options.Input.Topic, 1);
        broker.CreateTopic(options.Alerts.Topic, 1);
        broker.CreateTopic(options.DeadLetters.Topic, 1);
    }

    private async Task StartAsync()
    {
        host = WorkerHost.Build(options, logging: _ => { });
        await host.StartAsync();
    }

    private Task UntilReadyzAsync(HttpStatusCode code, string beginning) => Topics.UntilAsync(
        async () =>
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(new Uri(host!.Urls.Single()), "/readyz"));
            return response.StatusCode == code && (await response.Content.ReadAsStringAsync()).StartsWith(beginning, StringComparison.Ordinal);
        },
        $"/readyz answers {code}, {beginning}");

    private async Task<string> GetAsync(string path, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await http.GetAsync(new Uri(new Uri(host!.Urls.Single()), path));
        Assert.Equal(expected, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
