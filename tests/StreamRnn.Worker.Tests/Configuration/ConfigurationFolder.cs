using System.Collections;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

/// <summary>A folder with one configuration file, gone after the test.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    public string FolderPath { get; } = Directory.CreateTempSubdirectory("streamrnn-configuration-").FullName;

    public string FilePath => Path.Combine(FolderPath, "streamrnn.yaml");

    /// <summary>Writes the file and loads it, with nothing in the environment but what is given.</summary>
    public LoadedConfiguration Load(string yaml, Hashtable environment, params string[] flags)
    {
        File.WriteAllText(FilePath, yaml);
        return ConfigurationLoader.Load(FilePath, environment, flags);
    }

    public void Dispose() => Directory.Delete(FolderPath, recursive: true);
}
