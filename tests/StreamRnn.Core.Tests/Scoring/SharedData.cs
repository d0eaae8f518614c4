namespace StreamRnn.Core.Tests.Scoring;

/// <summary>Finds the data that stands beside the repository, in ../shared.</summary>
internal static class SharedData
{
    public static string Folder
    {
        get
        {
            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "StreamRnn.sln")))
                {
                    string shared = Path.Combine(folder.Parent!.FullName, "shared");
                    return Directory.Exists(shared)
                        ? shared
                        : throw new DirectoryNotFoundException($"{shared} does not exist; tests of category Shared need it.");
                }
            }

            throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds StreamRnn.sln.");
        }
    }

    public static string Traces => Path.Combine(Folder, "data", "traces");

    public static string Nab => Path.Combine(Folder, "data", "nab");
}
