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
        string manifests = (await Chart.Render("--set", "configuration.kafka.bootstrap-servers=broker:9093")).OutputOfSuccess();

        Manifest configuration =
            Manifest.ParseAll(Manifest.OfKind(manifests, "ConfigMap").Text("data", "streamrnn.yaml")).Single();
        Assert.Equal("broker:9093", configuration.Text("kafka", "bootstrap-servers"));
        Assert.Equal("readings", configuration.Text("input", "topic"));
        Assert.Equal("dead-letters", configuration.Text("dead-letters", "topic"));
    }

    [Fact]
    public async Task Chart_RollsThePods_WhenTheConfigurationChanges()
    {
        string before = (await Chart.Render()).OutputOfSuccess();
        string after = (await Chart.Render("--set", "configuration.input.topic=other")).OutputOfSuccess();

        Assert.NotEqual(Checksum(before), Checksum(after));

        static string Checksum(string manifests) => Manifest.OfKind(manifests, "Deployment")
            .Text("spec", "template", "metadata", "annotations", "checksum/configuration");
    }

    [Fact]
    public async Task Port_FollowsTheWorkersConfiguration()
    {
        string manifests = (await Chart.Render("--set", "configuration.http.port=9000")).OutputOfSuccess();

        string[] port = ["spec", "template", "spec", "containers", "0", "ports", "0"];
        Manifest deployment = Manifest.OfKind(manifests, "Deployment");
        Assert.Equal("9000", deployment.Text([.. port, "containerPort"]));
        Assert.Equal("http", deployment.Text([.. port, "name"]));
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
}
