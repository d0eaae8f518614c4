using System.Text.RegularExpressions;

namespace StreamRnn.Worker.Tests.Architecture;

/// <summary>A newcomer reads the worker's folders from the commands down: no folder is known by one that it knows itself.</summary>
public sealed partial class WorkerFolderTests
{
    private static readonly string Root = RepositoryRoot.At("src/StreamRnn.Worker");

    [Fact]
    public void Folders_KnowEachOtherInOneDirection()
    {
        Dictionary<string, HashSet<string>> known = Known();

        Assert.Contains("Hosting", known["Commands"]);
        Assert.True(Circle(known) is not { } circle, $"These folders know each other in a circle: {string.Join(" → ", Circle(known) ?? [])}");
    }

    [Fact]
    public void WhatAllMaySee_KnowsNoFolder() => Assert.Empty(Known()[""]);

    /// <summary>For each folder those that its files use, or whose types they name, as those of the folder around them need no using; comments and texts left out.</summary>
    private static Dictionary<string, HashSet<string>> Known()
    {
        (string Folder, string Name, string Code)[] files = [.. Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path.GetDirectoryName(Path.GetRelativePath(Root, file))!.Replace('\\', '/'), Path.GetFileName(file), CommentsAndTexts().Replace(File.ReadAllText(file), "")))
            .Where(file => !file.Item1.StartsWith("obj", StringComparison.Ordinal) && !file.Item1.StartsWith("bin", StringComparison.Ordinal))];
        Dictionary<string, string> folderOf = [];
        foreach ((string folder, _, string code) in files)
        {
            foreach (Match type in TypeDeclaration().Matches(code))
            {
                folderOf[type.Groups["name"].Value] = folder;
            }
        }

        var known = files.Select(file => file.Folder).Distinct().ToDictionary(folder => folder, _ => new HashSet<string>(StringComparer.Ordinal));

        // The program itself stands above all folders, beside what they all may see.
        foreach ((string folder, _, string code) in files.Where(file => file.Name != "Program.cs"))
        {
            IEnumerable<string> used = Using().Matches(code).Select(line => line.Groups["folder"].Value.Replace('.', '/'));
            IEnumerable<string> named = TypeName().Matches(code).Select(name => folderOf.GetValueOrDefault(name.Value, ""));
            known[folder].UnionWith(used.Concat(named).Where(other => other != folder && other.Length > 0));
        }

        return known;
    }

    private static List<string>? Circle(Dictionary<string, HashSet<string>> known)
    {
        HashSet<string> seen = [];
        return known.Keys.Select(folder => CircleFrom(folder, [])).FirstOrDefault(circle => circle is not null);

        List<string>? CircleFrom(string folder, List<string> way)
        {
            if (way.Contains(folder))
            {
                return [.. way.SkipWhile(step => step != folder), folder];
            }

            return seen.Add(folder) ? known[folder].Select(next => CircleFrom(next, [.. way, folder])).FirstOrDefault(circle => circle is not null) : null;
        }
    }

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|\"{3}.*?\"{3}|@"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\])'""", RegexOptions.Singleline)]
    private static partial Regex CommentsAndTexts();

    [GeneratedRegex(@"^(?:internal|public) (?:(?:sealed|static|abstract|partial|readonly|record|ref) )*(?:class|struct|interface|enum|record) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^using StreamRnn\.Worker\.(?<folder>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    // Not behind a point, where it is a member of the same name.
    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*")]
    private static partial Regex TypeName();
}
