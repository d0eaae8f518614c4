using System.Text;
using StreamRnn.Benchmarks.Brokers;
using StreamRnn.Benchmarks.Worker;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Tests;

namespace StreamRnn.Benchmarks.Tests;

public sealed class ReadingWriterTests
{
    /// <summary>Several batches, and a part of one.</summary>
    private const int Events = 3_000;

    private const int Streams = 7;
    private const string Topic = "readings";

    [Fact]
    public async Task Fill_StreamsInTurn_AreReadBackAsTheyWereWritten()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic(Topic, 1);
        var read = new List<(string Key, long Time, double Value)>();

        await Wait.ForAsync(
            Task.Run(() =>
            {
                ReadingWriter.Fill(broker.BootstrapServers, Topic, 1, Events, Streams);
                PlainRun.EventsPerSecond(broker.BootstrapServers, Topic, Events, (key, time, value) => read.Add((Encoding.UTF8.GetString(key), time, value)));
            }),
            "what was written is read");

        Assert.Equal(Enumerable.Range(0, Events).Select(i => ($"sensor-{i % Streams}", Reading.Start + (i / Streams * 1000L))), read.Select(one => (one.Key, one.Time)));

        // Values are written with four decimals.
        Assert.All(read, (one, i) => Assert.Equal(20 + Math.Sin(i * 0.001), one.Value, 1e-4));
    }
}
