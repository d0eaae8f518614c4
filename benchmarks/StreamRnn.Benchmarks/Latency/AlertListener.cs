using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;

namespace StreamRnn.Benchmarks.Latency;

/// <summary>Whoever waits for alerts: notes when the opening of each jump's incident arrived.</summary>
internal sealed class AlertListener : IDisposable
{
    private readonly ConcurrentDictionary<(int Load, int Jump), double> arrivals = new();
    private readonly IConsumer<byte[], Ignore> consumer;
    private readonly Thread thread;
    private volatile bool stops;

    public AlertListener(string bootstrapServers, string topic)
    {
        consumer = new ConsumerBuilder<byte[], Ignore>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "bench-alerts",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        thread = new Thread(Listen) { IsBackground = true };
        thread.Start();
    }

    /// <summary>Unix milliseconds of a jump's alert; null where it has not come.</summary>
    public double? ArrivalOf(int load, int jump) => arrivals.TryGetValue((load, jump), out double arrival) ? arrival : null;

    /// <summary>Alerts of a load that have come.</summary>
    public int Count(int load) => arrivals.Keys.Count(jump => jump.Load == load);

    public void Dispose()
    {
        stops = true;
        thread.Join();
        consumer.Dispose();
    }

    private void Listen()
    {
        while (!stops)
        {
            ConsumeResult<byte[], Ignore>? alert = consumer.Consume(TimeSpan.FromMilliseconds(100));
            if (alert is null)
            {
                continue;
            }

            double now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;
            string type = Encoding.UTF8.GetString(alert.Message.Headers.GetLastBytes("ce_type"));
            if (type == "streamrnn.incident.opened" && LatencyLoad.Parse(alert.Message.Key) is { } jump)
            {
                arrivals.TryAdd(jump, now);
            }
        }
    }
}
