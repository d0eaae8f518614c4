namespace StreamRnn.Integration.Tests.Deploy;

/// <summary>The chart's manifests as a real API server judges them.</summary>
[Trait("Category", "Kubernetes")]
public sealed class ManifestTests(KubernetesCluster cluster) : IClassFixture<KubernetesCluster>
{
    [Theory]
    [InlineData()]
    [InlineData("--set", "replicas=3", "--set", "service.type=NodePort", "--set", "configuration.http.port=9000")]
    [InlineData("--set-json", """environment=[{"name":"STREAMRNN_LOGGING__LEVEL","value":"Debug"}]""")]
    [InlineData("--set-json", """nodeSelector={"disk":"ssd"}""", "--set-json", """tolerations=[{"key":"sensors","operator":"Exists"}]""")]
    public async Task Manifests_AreAccepted_WhereOnlyRestrictedPodsMayRun(params string[] options)
    {
        string manifests = (await Chart.Render(options)).OutputOfSuccess();
        string restricted = $"restricted-{Guid.NewGuid():N}";
        (await cluster.Kubectl("", "create", "namespace", restricted)).OutputOfSuccess();
        (await cluster.Kubectl("", "label", "namespace", restricted, "pod-security.kubernetes.io/warn=restricted")).OutputOfSuccess();

        ToolRun run = await cluster.Kubectl(
            manifests, "apply", "--namespace", restricted, "--dry-run=server", "--validate=strict", "-f", "-");

        Assert.Contains("deployment.apps/test-streamrnn created", run.OutputOfSuccess(), StringComparison.Ordinal);
        // A pod that the restricted policy would refuse is a warning on standard error.
        Assert.Empty(run.Errors);
    }
}
