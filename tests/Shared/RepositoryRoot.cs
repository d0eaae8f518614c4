namespace StreamRnn.Tests;

/// <summary>Where the repository stands on this machine, found from the running program upwards.</summary>
internal static class RepositoryRoot
{
    private static readonly Lazy<string> Found = new(Search);

    /// <summary>The absolute path of the folder that holds <c>StreamRnn.sln</c>.</summary>
    public static string Folder => Found.Value;

    /// <summary>The absolute path of something in, or beside, the repository.</summary>
    /// <param name="relativePath">Relative to the root, with forward slashes; may begin with <c>../</c>.</param>
    public static string At(string relativePath) =>
        Path.GetFullPath(Path.Combine(Folder, relativePath));

    private static string Search()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "StreamRnn.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            $"No StreamRnn.sln in {AppContext.BaseDirectory} or a folder above it: run from a checkout.");
    }
}
