using YamlDotNet.RepresentationModel;

namespace StreamRnn.Integration.Tests.Deploy;

/// <summary>The Helm chart as Helm sees it.</summary>
[Trait("Category", "Shared")]
public sealed class ChartTests
{
    [Fact]
    public async Task Chart_PassesHelmsStrictLint()
    {
        ToolRun run = await ToolRun.Of(Chart.Helm("it lints the chart"), "", "lint", "--strict", Chart.Folder);

        Assert.Contains("0 chart(s) failed", run.OutputOfSuccess(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chart_GivesTheWorkerItsConfigurationAsItIs()
    {
        YamlMappingNode[] manifests = Parse(
            (await Chart.Render("--set", "configuration.kafka.bootstrap-servers=broker:9093")).OutputOfSuccess());

        string configuration = Text(Manifest(manifests, "ConfigMap"), "data", "streamrnn.yaml");
        YamlMappingNode parsed = Parse(configuration).Single();
        Assert.Equal("broker:9093", Text(parsed, "kafka", "bootstrap-servers"));
        Assert.Equal("readings", Text(parsed, "input", "topic"));
        Assert.Equal("dead-letters", Text(parsed, "dead-letters", "topic"));
    }

    [Fact]
    public async Task Chart_RollsThePods_WhenTheConfigurationChanges()
    {
        string before = (await Chart.Render()).OutputOfSuccess();
        string after = (await Chart.Render("--set", "configuration.input.topic=other")).OutputOfSuccess();

        Assert.NotEqual(Checksum(before), Checksum(after));

        static string Checksum(string manifests) => Text(
            Manifest(Parse(manifests), "Deployment"), "spec", "template", "metadata", "annotations", "checksum/configuration");
    }

    [Fact]
    public async Task Port_FollowsTheWorkersConfiguration()
    {
        YamlMappingNode[] manifests = Parse((await Chart.Render("--set", "configuration.http.port=9000")).OutputOfSuccess());

        var containers = (YamlSequenceNode)Node(Manifest(manifests, "Deployment"), "spec", "template", "spec", "containers");
        var ports = (YamlSequenceNode)Node(containers.Single(), "ports");
        Assert.Equal("9000", Text(ports.Single(), "containerPort"));
        Assert.Equal("http", Text(ports.Single(), "name"));
    }

    [Theory]
    [InlineData("replicas=-1", "/replicas")]
    [InlineData("replica=2", "replica")]
    [InlineData("configuration.http.port=70000", "/configuration/http/port")]
    [InlineData("configuration.kafka.bootstrap-servers=", "/configuration/kafka/bootstrap-servers")]
    [InlineData("terminationGracePeriodSeconds=5", "/terminationGracePeriodSeconds")]
    public async Task WrongValue_IsRefused_ByItsName(string setting, string named)
    {
        ToolRun run = await Chart.Render("--set", setting);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(named, run.Errors, StringComparison.Ordinal);
    }

    private static YamlMappingNode[] Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>()];
    }

    private static YamlMappingNode Manifest(YamlMappingNode[] manifests, string kind) =>
        manifests.Single(manifest => Text(manifest, "kind") == kind);

    private static YamlNode Node(YamlNode root, params string[] path) =>
        path.Aggregate(root, (node, key) => node[new YamlScalarNode(key)]);

    private static string Text(YamlNode root, params string[] path) => ((YamlScalarNode)Node(root, path)).Value!;
}
