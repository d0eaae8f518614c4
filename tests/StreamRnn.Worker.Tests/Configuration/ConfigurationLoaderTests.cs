using System.Collections;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

/// <summary>What is loaded, from where.</summary>
public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly ConfigurationFolder folder = new();

    [Fact]
    public void Load_NothingGiven_HasEveryDefault()
    {
        WorkerOptions options = ConfigurationLoader.Load(null, new Hashtable(), []).Options;

        foreach (ConfigurationKey key in ConfigurationSchema.Keys)
        {
            Assert.Equal(ValueReader.Write(key.Get(new WorkerOptions())), ValueReader.Write(key.Get(options)));
        }
    }

    [Fact]
    public void EveryKey_ItsDefaultIsWithinItsOwnLimits()
    {
        foreach (ConfigurationKey key in ConfigurationSchema.Keys.Where(key => !key.IsMap && key.ItemType is null))
        {
            ConfigurationEntry entry = ValueReader.Split(key, ValueReader.Write(key.Get(new WorkerOptions())), "default");

            Assert.True(ValueReader.Read(entry, out string problem) is not null, $"{key.Path}: {problem}");
        }
    }

    [Fact]
    public void EveryKeyOfAnAmount_HasARange()
    {
        // What is too large to be counted is read as the largest, and the range turns that away.
        Assert.All(
            ConfigurationSchema.Keys.Where(key => key.Type != typeof(bool) && key.Type.IsValueType && !key.Type.IsEnum),
            key => Assert.True(key.Constraint is not null, key.Path));
    }

    [Fact]
    public void Load_FileEnvironmentAndFlag_LaterOnesWinKeyByKey()
    {
        var environment = new Hashtable
        {
            ["STREAMRNN_KAFKA__GROUP_ID"] = "of-the-environment",
            ["STREAMRNN_KAFKA__BOOTSTRAP_SERVERS"] = "environment:9092",
            ["STREAMRNN_KAFKA__CLIENT__SECURITY_PROTOCOL"] = "SSL",
            ["STREAMRNN_PACKAGES"] = "not a key, as it has no section",
        };
        LoadedConfiguration loaded = folder.Load(
            """
            kafka:
              bootstrap-servers: file:9092
              group-id: of-the-file
              commit-interval: 250ms
              client:
                security.protocol: PLAINTEXT
                client.id: pump-7
            input:
              values: [/values/temperature, /values/vibration]
            """,
            environment,
            "kafka.group-id=of-the-flag", "streams.budget=64MiB", "kafka.client.fetch.wait.max.ms=10");

        KafkaSection kafka = loaded.Options.Kafka;
        Assert.Equal("of-the-flag", kafka.GroupId);
        Assert.Equal("environment:9092", kafka.BootstrapServers);
        Assert.Equal(TimeSpan.FromMilliseconds(250), kafka.CommitInterval);
        Assert.Equal(64L << 20, loaded.Options.Streams.Budget.Bytes);
        Assert.Equal(["temperature", "vibration"], loaded.Options.FeatureNames());
        Assert.Equal(
            new Dictionary<string, string> { ["client.id"] = "pump-7", ["fetch.wait.max.ms"] = "10", ["security.protocol"] = "SSL" },
            kafka.Client);
        Assert.Equal("--set", loaded.Origins["kafka.group-id"]);
        Assert.Equal("environment STREAMRNN_KAFKA__BOOTSTRAP_SERVERS", loaded.Origins["kafka.bootstrap-servers"]);
        Assert.Equal($"{folder.FilePath}:4", loaded.Origins["kafka.commit-interval"]);
    }

    [Theory]
    [InlineData("a:9092, b:9093")]
    [InlineData("SASL_SSL://[2001:db8::1]:9092")]
    [InlineData("kafka")]
    public void Load_BrokersAsTheClientTakesThem_AreTaken(string brokers) =>
        Assert.Equal(brokers, folder.Load($"kafka: {{bootstrap-servers: '{brokers}'}}", []).Options.Kafka.BootstrapServers);

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("kafka:\n  client:\nwindows:\n")]
    public void Load_EmptyFileOrSections_AreDefaults(string yaml)
    {
        Assert.Equal(new WorkerOptions().Kafka.GroupId, folder.Load(yaml, []).Options.Kafka.GroupId);
    }

    public void Dispose() => folder.Dispose();
}
