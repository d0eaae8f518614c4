using System.Xml.Linq;

namespace StreamRnn.Integration.Tests.Architecture;

/// <summary>What a project under <c>src</c> says of itself: the projects and packages that it refers to.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument document;
    private readonly string folder;

    private ProjectFile(string path)
    {
        document = XDocument.Load(path);
        folder = Path.GetDirectoryName(path)!;
        Name = Path.GetFileNameWithoutExtension(path).Replace("StreamRnn.", "", StringComparison.Ordinal);
    }

    /// <summary>The project's name without the common prefix, for example <c>Core</c>.</summary>
    public string Name { get; }

    /// <summary>The projects that it refers to, without the common prefix, sorted.</summary>
    public IReadOnlyList<string> Projects =>
        [.. Included("ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path).Replace("StreamRnn.", "", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>The packages that it refers to by itself, sorted.</summary>
    public IReadOnlyList<string> Packages => [.. Included("PackageReference").Order(StringComparer.Ordinal)];

    /// <summary>The shared frameworks that it refers to by itself, beside the one of its SDK.</summary>
    public IReadOnlyList<string> Frameworks => [.. Included("FrameworkReference")];

    /// <summary>The SDK that builds it, for example <c>Microsoft.NET.Sdk</c>.</summary>
    public string Sdk => (string?)document.Root!.Attribute("Sdk") ?? "";

    /// <summary>Whether the analyzer of banned symbols is given a list that stands beside the project.</summary>
    public bool ListsBannedSymbols =>
        Included("AdditionalFiles").Contains("BannedSymbols.txt") && File.Exists(BannedSymbolsPath);

    /// <summary>The symbols of that list, by documentation id, for example <c>T:System.Random</c>.</summary>
    public IReadOnlyList<string> BannedSymbols =>
        [.. File.ReadAllLines(BannedSymbolsPath).Select(line => line.Split(';')[0].Trim()).Where(id => id.Length > 0)];

    private string BannedSymbolsPath => Path.Combine(folder, "BannedSymbols.txt");

    /// <summary>All projects under <c>src</c>, sorted by name.</summary>
    public static IReadOnlyList<ProjectFile> ReadAll() =>
        [.. Directory.EnumerateFiles(RepositoryRoot.At("src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => new ProjectFile(path))
            .OrderBy(project => project.Name, StringComparer.Ordinal)];

    /// <summary>One project by name, for example <c>Core</c>.</summary>
    public static ProjectFile Read(string name) => ReadAll().Single(project => project.Name == name);

    private IEnumerable<string> Included(string item) =>
        document.Descendants(item).Select(element => ((string?)element.Attribute("Include") ?? "").Replace('\\', '/'));
}
