using StreamRnn.Worker.Detect;

namespace StreamRnn.Worker.Evaluation;

/// <summary>What lies in a suite's folder.</summary>
internal static class SuiteFolder
{
    /// <exception cref="BadInputException">There is no such folder; <paramref name="hint"/> says what would be right.</exception>
    public static void Require(DirectoryInfo folder, string hint)
    {
        if (!folder.Exists)
        {
            throw new BadInputException(folder.ToString(), File.Exists(folder.FullName) ? $"is a file; {hint}" : $"no such folder; {hint}");
        }
    }

    /// <summary>All CSV files below a folder, compressed or not, by name.</summary>
    /// <exception cref="BadInputException">The folder can't be read.</exception>
    public static IReadOnlyList<(string Name, FileInfo File)> Files(DirectoryInfo folder)
    {
        try
        {
            return [.. Directory
                .EnumerateFiles(folder.ToString(), "*", SearchOption.AllDirectories)
                .Select(file => (Name: ReadingFile.Uncompressed(Path.GetRelativePath(folder.ToString(), file)).Replace(Path.DirectorySeparatorChar, '/'), File: new FileInfo(file)))
                .Where(found => found.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
                .OrderBy(found => found.Name, StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(folder.ToString(), $"can't be read: {exception.Message}", exception);
        }
    }
}
