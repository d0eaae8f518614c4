using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using StreamRnn.Kafka.Embedded;

namespace StreamRnn.Integration.Tests.Worker;

public sealed partial class StopProcessTests : IDisposable
{
    private readonly EmbeddedBroker broker = new();

    [Fact]
    public async Task Run_TerminatedWhileAnAlertCannotBeWritten_SaysAfterHowLongItGaveUp()
    {
        foreach (string topic in (string[])["readings", "alerts", "dead-letters"])
        {
            broker.CreateTopic(topic, 1);
        }

        new Topics(broker.BootstrapServers).Write("readings", SteadySeries.Records());

        // The alert is held back in the client for longer than the broker lives.
        using WorkerProcess worker = WorkerProcess.Start(
            "run", "--set", $"kafka.bootstrap-servers={broker.BootstrapServers}", "--set", "kafka.client.linger.ms=600000", "--set", "kafka.stop-timeout=3s",
            "--set", "http.address=127.0.0.1", "--set", "http.port=0");
        await Topics.UntilAsync(() => Task.FromResult(worker.Output.Any(line => line.Contains("\"opened: ", StringComparison.Ordinal))), "the alert is emitted");
        broker.Dispose();
        long start = Stopwatch.GetTimestamp();
        worker.SendTerminate();

        Assert.Equal(1, await worker.EndAsync());
        Match said = GaveUp().Match(Assert.Single(worker.Error));
        Assert.True(said.Success, string.Join('\n', worker.Error));

        // What the test sees is longer by the end of the process.
        Assert.InRange(double.Parse(said.Groups["seconds"].Value, CultureInfo.InvariantCulture), 0.1, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public void Dispose() => broker.Dispose();

    [GeneratedRegex(@"\Akafka\.stop-timeout: gave up after (?<seconds>[0-9]+\.[0-9]) s of 3 s, before the cluster had acknowledged and committed all; the partitions' next owner takes up what is left\z")]
    private static partial Regex GaveUp();
}
