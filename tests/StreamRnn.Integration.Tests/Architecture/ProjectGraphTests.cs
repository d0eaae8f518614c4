using System.Reflection;
using System.Xml.Linq;

namespace StreamRnn.Integration.Tests.Architecture;

/// <summary>Who may know whom: Worker → {Kafka, Alerting} → Core, and Kafka and Alerting never meet.</summary>
public sealed class ProjectGraphTests
{
    [Fact]
    public void Projects_ReferToEachOther_AsTheDesignSays()
    {
        string[] graph =
            [.. ProjectFile.ReadAll().Select(project => $"{project.Name} -> {string.Join(", ", project.Projects)}")];

        Assert.Equal(["Alerting -> Core", "Core -> ", "Kafka -> Core", "Worker -> Alerting, Kafka"], graph);
    }

    [Fact]
    public void Core_RefersToNothing_ButMathNet()
    {
        ProjectFile core = ProjectFile.Read("Core");

        Assert.Equal("Microsoft.NET.Sdk", core.Sdk);
        Assert.Equal(["MathNet.Numerics"], core.Packages);
        Assert.Empty(core.Frameworks);
    }

    // A project reference is transitive, so a graph of project files could hide what the compiler let through.
    [Theory]
    [InlineData("StreamRnn.Core", new string[0])]
    [InlineData("StreamRnn.Alerting", new[] { "StreamRnn.Core" })]
    [InlineData("StreamRnn.Kafka", new[] { "StreamRnn.Core" })]
    public void Assembly_UsesOnlyTheProjects_ThatItMayKnow(string name, string[] allowed)
    {
        IEnumerable<string> used = Assembly.Load(name).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(reference => reference.StartsWith("StreamRnn", StringComparison.OrdinalIgnoreCase));

        Assert.Empty(used.Except(allowed));
    }

    [Fact]
    public void Package_OfOneEdge_IsNotUsedByTheOther()
    {
        Assert.DoesNotContain(ProjectFile.Read("Kafka").Packages, id => id.StartsWith("System.Reactive", StringComparison.Ordinal));
        Assert.DoesNotContain(ProjectFile.Read("Alerting").Packages, id => id.StartsWith("Confluent", StringComparison.Ordinal));
        Assert.Contains("System.Reactive", ProjectFile.Read("Alerting").Packages);
        Assert.Contains("Confluent.Kafka", ProjectFile.Read("Kafka").Packages);
    }

    [Theory]
    [InlineData("Core")]
    [InlineData("Alerting")]
    public void ClockAndRandomness_AreBanned_WhereStateIsAFunctionOfTheLog(string name)
    {
        ProjectFile project = ProjectFile.Read(name);

        Assert.True(project.ListsBannedSymbols, $"{name} must list BannedSymbols.txt among its AdditionalFiles.");
        string[] required =
        [
            "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTimeOffset.Now", "P:System.DateTimeOffset.UtcNow",
            "T:System.Diagnostics.Stopwatch", "T:System.TimeProvider", "T:System.Random", "M:System.Guid.NewGuid",
        ];
        Assert.Empty(required.Except(project.BannedSymbols));
    }

    [Fact]
    public void InputAndOutput_AreBanned_InCore()
    {
        string[] required = ["T:System.IO.File", "T:System.IO.FileStream", "T:System.Console", "T:System.Net.Sockets.Socket"];

        Assert.Empty(required.Except(ProjectFile.Read("Core").BannedSymbols));
    }

    [Fact]
    public void BannedSymbols_FailTheBuild()
    {
        string[] settings = [.. File.ReadAllLines(RepositoryRoot.At(".editorconfig")).Select(line => line.Trim())];

        Assert.Contains("dotnet_diagnostic.RS0030.severity = error", settings);
    }

    [Fact]
    public void Packages_HaveExactVersions()
    {
        string[] loose =
        [
            .. XDocument.Load(RepositoryRoot.At("Directory.Packages.props"))
                .Descendants()
                .Where(element => element.Name.LocalName is "PackageVersion" or "GlobalPackageReference")
                .Where(element => (string?)element.Attribute("Version") is not ['[', .., ']'])
                .Select(element => (string?)element.Attribute("Include") ?? ""),
        ];

        Assert.Empty(loose);
    }
}
