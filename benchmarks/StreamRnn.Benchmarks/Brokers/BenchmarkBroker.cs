using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamRnn.Integration.Tests.Brokers;

namespace StreamRnn.Benchmarks.Brokers;

/// <summary>The broker of a measurement: one that runs already, or our own in another process, which ends with the measurement.</summary>
internal sealed class BenchmarkBroker : IAsyncDisposable
{
    /// <summary>Named instead of an address: start one.</summary>
    public const string Own = "own";

    /// <summary>
    /// A heap with all its pages from the start, little of it for what is new, and one thread to collect it: where broker and worker share two
    /// cores, several threads wait for each other, and collections of a large heap stop the broker for 50 to 90 ms instead of mostly under 20.
    /// </summary>
    private const string JavaOptions = "-Xms512m -Xmn64m -XX:+AlwaysPreTouch -XX:ParallelGCThreads=1 -XX:ConcGCThreads=1";

    private readonly BrokerProcess? process;
    private readonly string? pauseFolder;

    private BenchmarkBroker(string bootstrapServers, BrokerProcess? process = null, string? pauseFolder = null)
    {
        BootstrapServers = bootstrapServers;
        this.process = process;
        this.pauseFolder = pauseFolder;
        AppDomain.CurrentDomain.ProcessExit += EndWithThis;
    }

    public string BootstrapServers { get; }

    /// <summary>What the broker has taken of the processors so far; null for one that we did not start.</summary>
    public TimeSpan? ProcessorTime => process?.ProcessorTime;

    /// <summary>Why there is no broker of our own here, or null.</summary>
    public static string? Lacks(string bootstrapServers) =>
        bootstrapServers == Own && BrokerProcess.Lacks() is { } missing ? $"no broker: there is no {missing}; name one that runs: bench worker HOST:PORT" : null;

    public static async Task<BenchmarkBroker> StartAsync(string bootstrapServers)
    {
        if (bootstrapServers != Own)
        {
            return new BenchmarkBroker(bootstrapServers);
        }

        string pauseFolder = Directory.CreateTempSubdirectory("streamrnn-broker-pauses").FullName;
        var process = new BrokerProcess(("KAFKA_HEAP", "512m"), ("JAVA_TOOL_OPTIONS", $"{JavaOptions} {BrokerPauses.Option(pauseFolder)}"));
        await process.StartAsync();
        return new BenchmarkBroker(process.BootstrapServers, process, pauseFolder);
    }

    /// <summary>When it stood still so far; null for one that we did not start.</summary>
    public BrokerPauses? Pauses() => pauseFolder is null ? null : BrokerPauses.Read(pauseFolder);

    /// <summary>Makes a topic with a name of its own, which begins with <paramref name="prefix"/>.</summary>
    public async Task<string> CreateTopicAsync(string prefix, int partitions = 1)
    {
        string name = $"bench-{prefix}-{Guid.NewGuid():N}";
        using IAdminClient admin = BrokerProcess.Admin(BootstrapServers);

        // Latency is counted from the moment at which the broker appended a record.
        var configs = new Dictionary<string, string> { ["message.timestamp.type"] = "LogAppendTime" };
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1, Configs = configs }]);
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= EndWithThis;
        if (process is not null)
        {
            await process.DisposeAsync();
            Directory.Delete(pauseFolder!, recursive: true);
        }
    }

    /// <summary>A measurement that is broken off takes its broker along.</summary>
    private void EndWithThis(object? sender, EventArgs e) => DisposeAsync().AsTask().Wait();
}
