using System.Globalization;
using Confluent.Kafka;
using StreamRnn.Integration.Tests.Brokers;

namespace StreamRnn.Integration.Tests.Worker;

[Collection(BrokerCollection.Name)]
[Trait("Category", "Broker")]
public sealed class WorkerKilledTests(RealBroker broker)
{
    /// <summary>One record in so many can't be read: its dead letter says that its place was come to.</summary>
    private const int BadEvery = 20;

    /// <summary>What 128 and the signal's number make.</summary>
    private const int ExitCodeOfSigkill = 137;

    [Fact]
    public async Task Run_KilledInTheMiddleOfAStream_TheNextGoesOnFromTheLastCommitAndNothingIsLost()
    {
        await broker.StartAsync();
        string suffix = Guid.NewGuid().ToString("N")[..8];
        string input = $"readings-{suffix}", alerts = $"alerts-{suffix}", first = $"first-{suffix}", second = $"second-{suffix}", group = $"killed-{suffix}";
        foreach (string topic in (string[])[input, alerts, first, second])
        {
            await broker.CreateTopicAsync(topic, 1);
        }

        var topics = new Topics(broker.BootstrapServers);
        using var enough = new CancellationTokenSource();
        using WorkerProcess killed = Start(first);
        Task<int> writing = Task.Run(() => WriteUntil(enough.Token));
        await Topics.UntilAsync(() => Task.FromResult(topics.Committed(input, group) > 0), "the first worker commits");

        killed.SendKill();
        Assert.Equal(ExitCodeOfSigkill, await killed.EndAsync());
        long committed = topics.Committed(input, group);
        await enough.CancelAsync();
        int written = await writing.WaitAsync(Topics.Patience);
        using WorkerProcess next = Start(second);
        await Topics.UntilAsync(() => Task.FromResult(topics.Committed(input, group) == written), "the second worker commits all");
        next.SendTerminate();

        Assert.Equal(0, await next.EndAsync());
        Assert.InRange(committed, 1, written - 1);
        long[] bad = [.. Enumerable.Range(0, written).Where(static i => i % BadEvery == 0).Select(static i => (long)i)];
        Assert.Equal(bad.Where(offset => offset >= committed), Origins(second));
        Assert.Empty(bad.Where(offset => offset < committed).Except(Origins(first)));

        WorkerProcess Start(string deadLetters) => WorkerProcess.Start(
            "run", "--set", "http.address=127.0.0.1", "--set", "http.port=0", "--set", $"kafka.bootstrap-servers={broker.BootstrapServers}",
            "--set", $"kafka.group-id={group}", "--set", "kafka.commit-interval=100ms", "--set", "kafka.client.session.timeout.ms=6000",
            "--set", $"input.topic={input}", "--set", $"alerts.topic={alerts}",
            "--set", $"dead-letters.topic={deadLetters}", "--set", "dead-letters.max-rate=0");

        int WriteUntil(CancellationToken isEnough)
        {
            int count = 0;
            for (; !isEnough.IsCancellationRequested; count += 200)
            {
                topics.Write(input, Enumerable.Range(count, 200).Select(static i => ($"pump-{i % 50}", i % BadEvery == 0
                    ? "not JSON"
                    : string.Create(CultureInfo.InvariantCulture, $$"""{"time": {{1_769_817_600 + i}}, "value": {{i % 17}}}"""))));
            }

            return count;
        }

        long[] Origins(string topic) =>
            [.. topics.ReadAll(topic).Select(static letter => long.Parse(Topics.Header(letter, "origin-offset"), CultureInfo.InvariantCulture))];
    }
}
