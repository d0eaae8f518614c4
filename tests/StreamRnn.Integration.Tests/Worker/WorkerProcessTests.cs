using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using StreamRnn.Integration.Tests.Brokers;

namespace StreamRnn.Integration.Tests.Worker;

[Collection(BrokerCollection.Name)]
public sealed class WorkerProcessTests(RealBroker broker)
{
    /// <summary>What the worker promises for a graceful stop.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Version_AsAProcess_PrintsItAndExits0()
    {
        (int exitCode, string[] output, string[] error) = await WorkerProcess.RunAsync(null, "--version");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("streamrnn ", Assert.Single(output), StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Run_WrongConfiguration_SaysItOnStandardErrorAndExits2()
    {
        (int exitCode, string[] output, string[] error) = await WorkerProcess.RunAsync(null, "run", "--set", "windows.quiet=5 parsecs");

        Assert.Equal(2, exitCode);
        Assert.Equal(["--set: windows.quiet: \"5 parsecs\" is not a duration; write for example 30s, 10m or 1h"], error);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Run_TerminatedWhileNoBrokerAnswers_Exits0()
    {
        using WorkerProcess worker = WorkerProcess.Start(
            "run", "--set", "http.address=127.0.0.1", "--set", "http.port=0", "--set", "kafka.bootstrap-servers=127.0.0.1:1");
        await Topics.UntilAsync(() => Task.FromResult(worker.Output.Any(line => line.Contains("listens on", StringComparison.Ordinal))), "the worker runs");
        long start = Stopwatch.GetTimestamp();
        worker.SendTerminate();

        Assert.Equal(0, await worker.EndAsync());
        Assert.True(Stopwatch.GetElapsedTime(start) < StopLimit);
        Assert.Empty(worker.Error);
    }

    [Fact]
    [Trait("Category", "Broker")]
    public async Task Run_OnARealBroker_AlertsAndStopsOnSigtermWithAllCommitted()
    {
        await broker.StartAsync();
        string suffix = Guid.NewGuid().ToString("N")[..8];
        string input = $"readings-{suffix}", alerts = $"alerts-{suffix}", deadLetters = $"dead-letters-{suffix}", group = $"worker-{suffix}";
        foreach (string topic in (string[])[input, alerts, deadLetters])
        {
            await broker.CreateTopicAsync(topic, 1);
        }

        var topics = new Topics(broker.BootstrapServers);
        topics.Write(input, [.. SteadySeries.Records(), ("boiler-2", "not JSON")]);
        using WorkerProcess worker = WorkerProcess.Start(
            "run", "--set", "http.address=127.0.0.1", "--set", "http.port=0", "--set", $"kafka.bootstrap-servers={broker.BootstrapServers}",
            "--set", $"kafka.group-id={group}", "--set", "kafka.commit-interval=10m",
            "--set", $"input.topic={input}", "--set", $"alerts.topic={alerts}", "--set", $"dead-letters.topic={deadLetters}");

        ConsumeResult<string, string> alert = topics.Read(alerts, 1)[0];
        ConsumeResult<string, string> deadLetter = topics.Read(deadLetters, 1)[0];
        long start = Stopwatch.GetTimestamp();
        worker.SendTerminate();
        int exitCode = await worker.EndAsync();

        Assert.Equal(0, exitCode);
        Assert.True(Stopwatch.GetElapsedTime(start) < StopLimit);
        Assert.Empty(worker.Error);
        Assert.Equal(SteadySeries.Count + 1, topics.Committed(input, group));
        Assert.Equal(SteadySeries.SteadyCount, (long?)JsonNode.Parse(alert.Message.Value)!["input"]!["offset"]);
        Assert.Equal("not JSON", deadLetter.Message.Value);
        Assert.All(worker.Output, line => Assert.True(
            JsonNode.Parse(line)?["EventId"] is not null && DateTimeOffset.TryParse((string?)JsonNode.Parse(line)!["Timestamp"], CultureInfo.InvariantCulture, out _),
            $"not a structured log entry: {line}"));
    }
}
