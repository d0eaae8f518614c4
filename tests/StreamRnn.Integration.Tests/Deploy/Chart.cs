namespace StreamRnn.Integration.Tests.Deploy;

/// <summary>The Helm chart, rendered by Helm itself.</summary>
internal static class Chart
{
    /// <summary>The chart's folder, relative to the repository's root.</summary>
    public const string Folder = "helm/streamrnn";

    /// <summary>Renders the chart as release <c>test</c> in namespace <c>test</c>.</summary>
    /// <param name="options">Further arguments for <c>helm template</c>, such as <c>--set replicas=2</c>.</param>
    public static Task<ToolRun> Render(params string[] options) =>
        ToolRun.Of(Helm("it renders the chart"), "", ["template", "test", Folder, "--namespace", "test", .. options]);

    /// <summary>The path of Helm.</summary>
    public static string Helm(string why) => RequiredTool.Find("../shared/bin/helm", why);
}
