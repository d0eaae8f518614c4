using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamRnn.Kafka.Native;

namespace StreamRnn.Kafka.Embedded;

/// <summary>
/// A Kafka cluster inside this process, for the demo and for tests: librdkafka's own mock cluster, which any client may
/// connect to on the loopback interface. It keeps records in memory, at most 5 MiB or 100,000 records per partition;
/// what is older falls out. It is no broker to measure on. All members may be called from any thread.
/// </summary>
public sealed class EmbeddedBroker : IDisposable
{
    private readonly int brokers;
    private readonly Lock gate = new();
    private nint client;
    private nint cluster;

    /// <summary>Starts a cluster of 1 to 9 brokers on free ports.</summary>
    /// <exception cref="InvalidOperationException">The native library refuses; the message says why.</exception>
    public EmbeddedBroker(int brokers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brokers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(brokers, 9);
        this.brokers = brokers;
        client = NewClient();
        cluster = Librdkafka.NewMockCluster(client, brokers);
        if (cluster == 0)
        {
            Librdkafka.DestroyClient(client);
            throw new InvalidOperationException($"The embedded broker did not start with {brokers} brokers on the loopback interface.");
        }

        // The default of 3 s serves groups whose members start one after another; here they wait for nothing.
        Librdkafka.SetInitialRebalanceDelay(cluster, 0);
        BootstrapServers = Marshal.PtrToStringUTF8(Librdkafka.BootstrapServers(cluster))!;
    }

    /// <summary>Where clients connect: <c>127.0.0.1:port[,127.0.0.1:port...]</c>.</summary>
    public string BootstrapServers { get; }

    /// <summary>Makes a topic of 1 and more partitions.</summary>
    /// <exception cref="InvalidOperationException">The topic exists.</exception>
    public void CreateTopic(string name, int partitions)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        Call(() => Librdkafka.CreateTopic(cluster, name, partitions, 1), $"Topic '{name}' with {partitions} partitions can't be made");
    }

    /// <summary>Lets requests for a topic fail with this error, as if it were missing or forbidden; <see cref="ErrorCode.NoError"/> ends that.</summary>
    internal void SetTopicError(string name, ErrorCode error) => Call(
        () =>
        {
            Librdkafka.SetTopicError(cluster, name, (int)error);
            return 0;
        },
        name);

    /// <summary>Deletes a topic with its records and the groups' commits.</summary>
    internal void DeleteTopic(string name) => Call(() => Librdkafka.DeleteTopic(cluster, name), $"Topic '{name}' can't be deleted");

    /// <summary>Forgets a partition's records before an offset, as retention does.</summary>
    internal void DeleteRecords(string topic, int partition, long beforeOffset) =>
        Call(() => Librdkafka.DeleteRecords(cluster, topic, partition, beforeOffset), $"Records of {topic}[{partition}] can't be deleted");

    /// <summary>Delays every answer by this long.</summary>
    internal void SetRoundTripTime(TimeSpan time) => OnEachBroker(
        broker => Librdkafka.SetRoundTripTime(cluster, broker, (int)time.TotalMilliseconds), "The round trip can't be set");

    /// <summary>Takes the cluster away: connections break and are refused until <see cref="SetUp"/>.</summary>
    internal void SetDown() => OnEachBroker(broker => Librdkafka.SetDown(cluster, broker), "The cluster can't be taken away");

    /// <summary>Brings the cluster back.</summary>
    internal void SetUp() => OnEachBroker(broker => Librdkafka.SetUp(cluster, broker), "The cluster can't be brought back");

    /// <summary>Lets the next requests of a kind (Kafka's API key) fail with these errors, one each.</summary>
    internal void FailNext(short apiKey, params int[] errors) => Call(
        () =>
        {
            Librdkafka.PushRequestErrors(cluster, apiKey, (nuint)errors.Length, errors);
            return 0;
        },
        "Errors can't be set");

    /// <summary>Lets requests of a kind succeed again.</summary>
    internal void FailNoMore(short apiKey) => Call(
        () =>
        {
            Librdkafka.ClearRequestErrors(cluster, apiKey);
            return 0;
        },
        "Errors can't be cleared");

    /// <summary>Ends the cluster and forgets what it holds. Clients that are still connected see it go away.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (cluster == 0)
            {
                return;
            }

            Librdkafka.DestroyMockCluster(cluster);
            Librdkafka.DestroyClient(client);
            cluster = client = 0;
        }
    }

    private static nint NewClient()
    {
        Span<byte> error = stackalloc byte[512];
        nint configuration = Librdkafka.NewConfiguration();
        // Level 2: only critical messages reach the terminal.
        if (Librdkafka.SetConfiguration(configuration, "log_level", "2", error, (nuint)error.Length) != 0)
        {
            Librdkafka.DestroyConfiguration(configuration);
            throw new InvalidOperationException($"librdkafka refuses log_level=2: {Librdkafka.Text(error)}");
        }

        nint client = Librdkafka.NewClient(Librdkafka.Producer, configuration, error, (nuint)error.Length);
        if (client == 0)
        {
            Librdkafka.DestroyConfiguration(configuration);
            throw new InvalidOperationException($"librdkafka makes no client for the embedded broker: {Librdkafka.Text(error)}");
        }

        return client;
    }

    private void OnEachBroker(Func<int, int> call, string failure)
    {
        for (int broker = 1; broker <= brokers; broker++)
        {
            int number = broker;
            Call(() => call(number), failure);
        }
    }

    private void Call(Func<int> call, string failure)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(cluster == 0, this);
            int error = call();
            if (error != 0)
            {
                throw new InvalidOperationException($"{failure}: {new Error((ErrorCode)error).Reason}");
            }
        }
    }
}
