using StreamRnn.Worker.Detect;

namespace StreamRnn.Worker.Evaluation;

/// <summary>What lies in a suite's folder.</summary>
internal static class SuiteFolder
{
    private const string Compressed = ".gz";

    /// <exception cref="BadInputException">There is no such folder; <paramref name="hint"/> says what would be right.</exception>
    public static void Require(DirectoryInfo folder, string hint)
    {
        if (!folder.Exists)
        {
            throw new BadInputException(folder.ToString(), File.Exists(folder.FullName) ? $"is a file; {hint}" : $"no such folder; {hint}");
        }
    }

    /// <summary>All CSV files below a folder, compressed or not, by name.</summary>
    public static IEnumerable<(string Name, FileInfo File)> Files(DirectoryInfo folder) => Directory
        .EnumerateFiles(folder.ToString(), "*", SearchOption.AllDirectories)
        .Select(file => (Name: NameOf(Path.GetRelativePath(folder.ToString(), file)), File: new FileInfo(file)))
        .Where(found => found.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        .OrderBy(found => found.Name, StringComparer.Ordinal);

    private static string NameOf(string path) =>
        (path.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase) ? path[..^Compressed.Length] : path).Replace(Path.DirectorySeparatorChar, '/');
}
