using System.Text.RegularExpressions;

namespace StreamRnn.Integration.Tests.Architecture;

/// <summary>
/// Which folders of a project know which others. A folder's files are one namespace, the project's own name with the folder's behind
/// it, and a <c>using</c> directive says that they know another one. What stands in an outer folder is seen without a directive: there
/// the names of its types count.
/// </summary>
internal sealed partial class FolderGraph
{
    private readonly Dictionary<string, SortedSet<string>> known;

    private FolderGraph(string project)
    {
        string root = RepositoryRoot.At($"src/{project}");
        SourceFile[] files =
        [
            .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Select(path => new SourceFile(Path.GetRelativePath(root, path), File.ReadAllText(path)))
                .Where(static file => !file.IsGenerated),
        ];
        Misplaced = [.. files.Where(file => file.Namespace is { } name && name != Qualified(project, file.Folder)).Select(static file => file.Path)];
        Dictionary<string, string[]> types = files.GroupBy(static file => file.Folder).ToDictionary(
            static folder => folder.Key, static folder => folder.SelectMany(static file => file.Types).ToArray());
        known = files.GroupBy(static file => file.Folder).ToDictionary(
            static folder => folder.Key,
            folder => new SortedSet<string>(
                types.Keys.Where(other => other != folder.Key && folder.Any(file => file.Knows(other, Qualified(project, other), types[other]))), StringComparer.Ordinal));
    }

    /// <summary>The folders that have files, as parts of a namespace; the project's root is the empty one.</summary>
    public IReadOnlyCollection<string> Folders => known.Keys;

    /// <summary>Files whose namespace is not their folder's: what they know would be counted for another one.</summary>
    public IReadOnlyList<string> Misplaced { get; }

    /// <summary>Reads a project under <c>src</c>, for example <c>StreamRnn.Kafka</c>.</summary>
    public static FolderGraph Read(string project) => new(project);

    /// <summary>A way that comes back to where it began, as <c>A -> B -> A</c>, or null where there is none.</summary>
    public string? Cycle() => Folders.Order(StringComparer.Ordinal).Select(folder => Back(folder, folder, [])).OfType<string>().FirstOrDefault();

    private static string Qualified(string project, string folder) => folder.Length == 0 ? project : $"{project}.{folder}";

    private string? Back(string folder, string start, HashSet<string> seen)
    {
        foreach (string other in known[folder])
        {
            if (other == start)
            {
                return $"{folder} -> {start}";
            }

            if (seen.Add(other) && Back(other, start, seen) is { } rest)
            {
                return $"{folder} -> {rest}";
            }
        }

        return null;
    }

    /// <summary>What one file says of itself.</summary>
    private sealed partial class SourceFile(string path, string text)
    {
        private readonly string code = Comment().Replace(text, "");

        /// <summary>Relative to the project.</summary>
        public string Path => path;

        public bool IsGenerated => Folder.Split('.')[0] is "bin" or "obj";

        public string Folder { get; } = (System.IO.Path.GetDirectoryName(path) ?? "").Replace(System.IO.Path.DirectorySeparatorChar, '.');

        public string? Namespace => NamespaceName().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

        public IEnumerable<string> Types => TypeName().Matches(code).Select(static match => match.Groups[1].Value);

        public bool Knows(string other, string qualified, string[] types) =>
            Using().Matches(text).Any(match => match.Groups[1].Value == qualified || types.Any(type => match.Groups[1].Value == $"{qualified}.{type}"))
            || (IsInside(other) && types.Any(type => Regex.IsMatch(code, $@"(?<![.\w]){type}\b")));

        private bool IsInside(string other) => other.Length == 0 || Folder.StartsWith($"{other}.", StringComparison.Ordinal);

        [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?(StreamRnn(?:\.\w+)+);", RegexOptions.Multiline)]
        private static partial Regex Using();

        [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
        private static partial Regex NamespaceName();

        [GeneratedRegex(@"^(?:public |internal |static |sealed |abstract |readonly |ref |partial |unsafe )*(?:class|struct|interface|enum|record|record struct|delegate \w+) (\w+)", RegexOptions.Multiline)]
        private static partial Regex TypeName();

        [GeneratedRegex("//.*")]
        private static partial Regex Comment();
    }
}
