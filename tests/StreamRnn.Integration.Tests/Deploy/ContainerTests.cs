namespace StreamRnn.Integration.Tests.Deploy;

/// <summary>The image and the compose file, as the parsers of their own tools see them.</summary>
[Trait("Category", "Shared")]
public sealed class ContainerTests
{
    [Fact]
    public async Task Dockerfile_PassesBuildKitsLinter()
    {
        string tool = RequiredTool.Find("../shared/bin/dockerfile-check", "it lints the Dockerfile");

        ToolRun run = await ToolRun.Of(tool, "", "Dockerfile");

        run.OutputOfSuccess();
    }

    [Fact]
    public async Task Compose_HasTheWorkerBetweenKafkaAndPrometheus()
    {
        string tool = RequiredTool.Find("../shared/bin/compose-check", "it loads the compose file");

        string services = (await ToolRun.Of(tool, "", "deploy/compose.yaml")).OutputOfSuccess();

        string[] names = [.. services.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])];
        Assert.Equal(["kafka", "prometheus", "streamrnn", "topics"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PrometheusConfiguration_IsValid()
    {
        string tool = RequiredTool.Find("../shared/bin/promtool", "it checks Prometheus' configuration");

        ToolRun run = await ToolRun.Of(tool, "", "check", "config", "deploy/prometheus/prometheus.yml");

        Assert.Contains("SUCCESS", run.OutputOfSuccess(), StringComparison.Ordinal);
    }
}
