using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamRnn.Integration.Tests.Worker;

namespace StreamRnn.Integration.Tests.Brokers;

/// <summary>One Apache Kafka broker in a process of its own, started by the first test that asks for it. It can be killed and started again over the same log.</summary>
public sealed class RealBroker : IAsyncDisposable
{
    private readonly BrokerProcess broker = new();

    /// <summary>Where clients connect, once started.</summary>
    public string BootstrapServers => broker.BootstrapServers;

    /// <summary>Starts the broker where it doesn't run, and returns when it answers. Skips the calling test where the broker or Java is missing.</summary>
    public async Task StartAsync()
    {
        RequiredTool.Find(BrokerProcess.Program, "it runs against a real broker");
        RequiredTool.OnPath("java", "the broker runs on it");
        await broker.StartAsync();
    }

    /// <summary>Kills the broker as a power failure would (SIGKILL).</summary>
    public Task KillAsync() => broker.KillAsync();

    /// <summary>Makes a topic; <paramref name="maximumMessageBytes"/> of 0 is the broker's default of 1 MiB.</summary>
    public async Task CreateTopicAsync(string name, int partitions, int maximumMessageBytes = 0)
    {
        using IAdminClient admin = BrokerProcess.Admin(BootstrapServers);
        var topic = new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1 };
        if (maximumMessageBytes > 0)
        {
            topic.Configs = new Dictionary<string, string> { ["max.message.bytes"] = $"{maximumMessageBytes}" };
        }

        await admin.CreateTopicsAsync([topic]);
    }

    /// <summary>Deletes a topic and makes it anew, empty, under its name.</summary>
    public async Task RecreateTopicAsync(string name, int partitions)
    {
        using IAdminClient admin = BrokerProcess.Admin(BootstrapServers);
        await admin.DeleteTopicsAsync([name]);
        long start = Stopwatch.GetTimestamp();
        while (!await TryCreateAsync())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Topics.Patience, $"{name} was not deleted within {Topics.Patience.TotalSeconds} s.");
            await Task.Delay(20);
        }

        async Task<bool> TryCreateAsync()
        {
            try
            {
                await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1 }]);
                return true;
            }
            catch (CreateTopicsException failure) when (failure.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
            {
                return false;
            }
        }
    }

    public ValueTask DisposeAsync() => broker.DisposeAsync();
}
