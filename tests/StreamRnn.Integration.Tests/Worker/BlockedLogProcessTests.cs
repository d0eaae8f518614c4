using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using StreamRnn.Kafka.Embedded;

namespace StreamRnn.Integration.Tests.Worker;

/// <summary>A worker whose log goes into a pipe that nobody reads, as with a log collector that hangs.</summary>
public sealed partial class BlockedLogProcessTests : IDisposable
{
    /// <summary>With all that the client says of each, far more than the pipe and the log's queue hold.</summary>
    private const int Batches = 120;

    private const int BatchReadings = 20;

    private readonly EmbeddedBroker broker = new();

    [Fact]
    public async Task Run_NobodyReadsTheLog_ReadingsGoOn()
    {
        var topics = new Topics(broker.BootstrapServers);
        foreach (string topic in (string[])["readings", "alerts", "dead-letters"])
        {
            broker.CreateTopic(topic, 1);
        }

        using Process worker = Process.Start(new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "streamrnn.dll"), "run",
            "--set", $"kafka.bootstrap-servers={broker.BootstrapServers}", "--set", "kafka.commit-interval=100ms", "--set", "kafka.client.debug=all",
            "--set", "logging.level=trace", "--set", "http.address=127.0.0.1", "--set", "http.port=0",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            string address = await FirstLineWithAddressAsync(worker.StandardOutput);
            using var http = new HttpClient { BaseAddress = new Uri(address) };
            for (int batch = 1; batch <= Batches; batch++)
            {
                topics.Write("readings", Enumerable.Range(0, BatchReadings).Select(reading => (
                    $"pump-{reading}", string.Create(CultureInfo.InvariantCulture, $$"""{"time": {{1_769_860_800 + (60 * batch)}}, "value": {{20 + (batch % 7)}}}"""))));
                await Topics.UntilAsync(
                    async () => (await http.GetStringAsync("/metrics")).Contains($"streamrnn_records_total {batch * BatchReadings}\n", StringComparison.Ordinal),
                    $"batch {batch} is taken in");
            }

            await Topics.UntilAsync(() => Task.FromResult(topics.Committed("readings", "streamrnn") == Batches * BatchReadings), "all is committed");
        }
        finally
        {
            worker.Kill();
        }
    }

    public void Dispose() => broker.Dispose();

    /// <summary>Reads the log up to the line that says where the port is, and no further.</summary>
    private static async Task<string> FirstLineWithAddressAsync(StreamReader log)
    {
        using var patience = new CancellationTokenSource(Topics.Patience);
        while (await log.ReadLineAsync(patience.Token) is { } line)
        {
            if (Address().Match(line) is { Success: true } address)
            {
                return address.Value;
            }
        }

        throw new EndOfStreamException("The worker ended before it said where its port is.");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+")]
    private static partial Regex Address();
}
