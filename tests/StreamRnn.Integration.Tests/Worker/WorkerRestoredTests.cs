using System.Globalization;
using Confluent.Kafka;
using StreamRnn.Integration.Tests.Brokers;

namespace StreamRnn.Integration.Tests.Worker;

/// <summary>Workers that are killed again and again say what one says that is not, and end in its state.</summary>
[Collection(BrokerCollection.Name)]
[Trait("Category", "Broker")]
public sealed class WorkerRestoredTests(RealBroker broker)
{
    private const int Streams = 20;
    private const int Records = 24_000;

    /// <summary>Any does: it decides how far each worker gets.</summary>
    private const int Seed = 1;

    private const int Kills = 8;

    [Fact]
    public async Task Run_KilledAgainAndAgain_TellsAlertsAndEndsInTheStateOfARunThatWasNot()
    {
        await broker.StartAsync();
        var topics = new Topics(broker.BootstrapServers);
        string input = await InputAsync(topics);
        Run undisturbed = await RunAsync(topics, input, kills: 0, snapshots: true);
        Run killed = await RunAsync(topics, input, Kills, snapshots: true);

        Assert.True(undisturbed.Alerts.Length > 100, $"{undisturbed.Alerts.Length} alerts are too few to show anything.");
        Assert.Equal(undisturbed.Alerts, killed.Alerts);
        Assert.Equal(undisturbed.State, killed.State);

        // One that is killed before its first snapshot leaves nothing to the next.
        Assert.InRange(killed.Restored, Kills / 2, Kills);
    }

    /// <summary>That the test above would notice a state that is lost.</summary>
    [Fact]
    public async Task Run_KilledWithoutSnapshots_TellsOtherAlerts()
    {
        await broker.StartAsync();
        var topics = new Topics(broker.BootstrapServers);
        string input = await InputAsync(topics);
        Run undisturbed = await RunAsync(topics, input, kills: 0, snapshots: true);
        Run killed = await RunAsync(topics, input, kills: 1, snapshots: false);

        Assert.NotEqual(undisturbed.Alerts, killed.Alerts);
    }

    private async Task<string> InputAsync(Topics topics)
    {
        string input = $"readings-{Guid.NewGuid():N}";
        await broker.CreateTopicAsync(input, 1);
        topics.Write(input, Enumerable.Range(0, Records).Select(static i => ($"pump-{i % Streams}", Value(i))));
        return input;
    }

    private async Task<Run> RunAsync(Topics topics, string input, int kills, bool snapshots)
    {
        string suffix = Guid.NewGuid().ToString("N")[..8];
        string alerts = $"alerts-{suffix}", letters = $"letters-{suffix}", changelog = $"snapshots-{suffix}", group = $"restored-{suffix}";
        foreach (string topic in (string[])[alerts, letters])
        {
            await broker.CreateTopicAsync(topic, 1);
        }

        var random = new Random(Seed);
        int restored = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            using WorkerProcess worker = Start();
            long target = random.Next(Records * kill / kills, Records * (kill + 1) / kills);
            await Topics.UntilAsync(() => Task.FromResult(Committed() > target), $"offset {target} committed");
            worker.SendKill();
            await worker.EndAsync();
            restored += HasRestored(worker) ? 1 : 0;
        }

        using WorkerProcess last = Start();
        await Topics.UntilAsync(() => Task.FromResult(Committed() == Records), "all committed");
        if (snapshots)
        {
            await Topics.UntilAsync(() => Task.FromResult(ToldAndKept.LastManifest(topics, changelog)?.Position == Records), "all saved");
        }

        last.SendTerminate();
        Assert.Equal(0, await last.EndAsync());
        restored += HasRestored(last) ? 1 : 0;
        return new Run(ToldAndKept.Alerts(topics, alerts), snapshots ? ToldAndKept.State(topics, changelog) : "", restored);

        long Committed()
        {
            try
            {
                return topics.Committed(input, group);
            }
            catch (KafkaException)
            {
                // A group that is new has no coordinator yet.
                return -1;
            }
        }

        static bool HasRestored(WorkerProcess worker) => worker.Output.Any(static line => line.Contains("has its streams back", StringComparison.Ordinal));

        // Slow enough that a worker is killed in the middle; a member of the group's that is known, so that nobody waits for its session to end.
        WorkerProcess Start() => WorkerProcess.Start(
            [
                "run", "--set", "http.address=127.0.0.1", "--set", "http.port=0", "--set", $"kafka.bootstrap-servers={broker.BootstrapServers}",
                "--set", $"kafka.group-id={group}", "--set", "kafka.commit-interval=100ms", "--set", "kafka.client.group.instance.id=worker", "--set", "kafka.create-topics=true",
                "--set", "kafka.client.max.partition.fetch.bytes=20000", "--set", "kafka.client.queued.max.messages.kbytes=20",
                "--set", $"input.topic={input}", "--set", $"alerts.topic={alerts}", "--set", $"dead-letters.topic={letters}",
                "--set", "streams.memory=lean", "--set", "streams.warm-up=50", "--set", "streams.capacity=32", "--set", "windows.quiet=10m", "--set", "windows.open=0.1",
                .. snapshots ? (string[])["--set", $"snapshots.topic={changelog}", "--set", "snapshots.interval=100ms"] : [],
            ]);
    }

    /// <summary>Minutes of pumps that swing quietly, each with jumps of its own now and then, and bad records among them.</summary>
    private static string Value(int i)
    {
        int minute = i / Streams;
        if (i % 1_009 == 0)
        {
            return "not JSON";
        }

        double jump = (minute + (i % Streams * 13)) % 307 < 4 ? 30 : 0;
        double reading = 20 + jump + Math.Sin(2 * Math.PI * minute / 48) + (minute * 7 % 11 * 0.01);
        return string.Create(CultureInfo.InvariantCulture, $$"""{"time": {{1_769_817_600 + (60 * minute)}}, "value": {{reading:0.###}}}""");
    }

    private sealed record Run(string[] Alerts, string State, int Restored);
}
