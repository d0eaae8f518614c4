using System.Globalization;
using StreamRnn.Core.Streams;
using StreamRnn.Integration.Tests.Brokers;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Integration.Tests.Worker;

[Collection(BrokerCollection.Name)]
[Trait("Category", "Broker")]
public sealed class WorkerMemoryTests(RealBroker broker, ITestOutputHelper output)
{
    private const int Streams = 300_000;

    /// <summary>As many as a stream that is seen once and again has.</summary>
    private const int EventsPerStream = 2;

    [Fact]
    public async Task Run_FullPartition_TakesWhatWasEstimated()
    {
        await broker.StartAsync();
        string suffix = Guid.NewGuid().ToString("N")[..8];
        string input = $"readings-{suffix}", alerts = $"alerts-{suffix}", deadLetters = $"dead-letters-{suffix}", group = $"worker-{suffix}";
        foreach (string topic in (string[])[input, alerts, deadLetters])
        {
            await broker.CreateTopicAsync(topic, 1);
        }

        var topics = new Topics(broker.BootstrapServers);
        for (int round = 0; round < EventsPerStream; round++)
        {
            // By parts, which the writer's own queue has room for.
            foreach (int[] part in Enumerable.Range(0, Streams).Chunk(50_000))
            {
                topics.Write(input, part.Select(stream => (
                    string.Create(CultureInfo.InvariantCulture, $"pump-{stream}"),
                    string.Create(CultureInfo.InvariantCulture, $$"""{"time": {{1_769_817_600 + 60 * round}}, "value": {{20 + round + stream % 100 * 0.01}}}"""))));
            }
        }

        // Its dead letter tells that all before it is handled.
        topics.Write(input, [("last", "not JSON")]);
        using WorkerProcess worker = WorkerProcess.Start(
            "run", "--set", "http.address=127.0.0.1", "--set", "http.port=0", "--set", $"kafka.bootstrap-servers={broker.BootstrapServers}",
            "--set", $"kafka.group-id={group}", "--set", "kafka.commit-interval=1s", "--set", $"streams.capacity={Streams}", "--set", "streams.memory=lean",
            "--set", $"input.topic={input}", "--set", $"alerts.topic={alerts}", "--set", $"dead-letters.topic={deadLetters}");
        topics.Read(deadLetters, 1);
        long resident = worker.ResidentBytes;
        worker.SendTerminate();

        Assert.Equal(0, await worker.EndAsync());
        long estimated = new WorkerMemory(new WorkerOptions { Streams = new StreamsSection { Capacity = Streams, Memory = StreamMemory.Lean } }).TotalBytes;
        output.WriteLine($"{WorkerMemory.Mebibytes(resident)} MiB resident, {WorkerMemory.Mebibytes(estimated)} estimated");
        Assert.InRange((double)estimated / resident, 0.9, 1.1);
    }
}
