using System.Collections;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Configuration.Loading;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Integration.Tests.Deploy;

/// <summary>What the image, the Compose file and the chart tell the worker is what the worker understands.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("streamrnn-configuration-").FullName;

    [Fact]
    public void FileOfTheImage_IsValid_AndNamesTheTopicsThatComposeCreates()
    {
        WorkerOptions options = Load(RepositoryRoot.At("deploy/streamrnn.yaml"), []);

        Assert.Equal("readings", options.Input.Topic);
        Assert.Equal("alerts", options.Alerts.Topic);
        Assert.Equal("dead-letters", options.DeadLetters.Topic);
        Assert.Equal(8080, options.Http.Port);
    }

    [Fact]
    public void EnvironmentOfTheComposeFile_ReachesTheWorker()
    {
        const string Variable = "STREAMRNN_KAFKA__BOOTSTRAP_SERVERS";
        string brokers = Manifest.ParseAll(File.ReadAllText(RepositoryRoot.At("deploy/compose.yaml"))).Single()
            .Text("services", "streamrnn", "environment", Variable);

        Assert.Equal("kafka:9092", brokers);
        // Another value than the file's shows that it is the environment that counts.
        Assert.Equal("other:9092", Load(RepositoryRoot.At("deploy/streamrnn.yaml"), new Hashtable { [Variable] = "other:9092" }).Kafka.BootstrapServers);
    }

    [Fact]
    [Trait("Category", "Shared")]
    public async Task ConfigMapOfTheChart_IsValid_AndPodsHaveTheTimeToStop()
    {
        string manifests = (await Chart.Render("--set", "configuration.kafka.bootstrap-servers=broker:9093")).OutputOfSuccess();
        string file = Path.Combine(folder, "streamrnn.yaml");
        await File.WriteAllTextAsync(file, Manifest.OfKind(manifests, "ConfigMap").Text("data", "streamrnn.yaml"));

        WorkerOptions options = Load(file, []);

        Assert.Equal("broker:9093", options.Kafka.BootstrapServers);
        long limit = long.Parse(Manifest.OfKind(manifests, "Deployment").Text("spec", "template", "spec", "containers", "0", "resources", "limits", "memory").Replace("Gi", "", StringComparison.Ordinal)) << 30;
        Assert.True(options.Streams.Budget.Bytes + WorkerMemory.BaseBytes + new WorkerMemory(options).ReadAheadBytes < limit, $"{options.Streams.Budget} for streams do not fit the container");
        string seconds = Manifest.OfKind(manifests, "Deployment").Text("spec", "template", "spec", "terminationGracePeriodSeconds");
        Assert.True(TimeSpan.FromSeconds(int.Parse(seconds)) > options.Kafka.StopTimeout, $"{seconds} s against {options.Kafka.StopTimeout}");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static WorkerOptions Load(string file, Hashtable environment) => ConfigurationLoader.Load(file, environment, []).Options;
}
