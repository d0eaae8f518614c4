using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamRnn.Kafka.Native;

/// <summary>Binds this assembly's native calls to the very library that Confluent.Kafka has loaded: its package brings several builds and chooses one.</summary>
internal static class LibrdkafkaLibrary
{
    /// <summary>The name that native calls name.</summary>
    public const string Name = "librdkafka";

    /// <summary>Found once: the runtime asks anew for each native call that is bound.</summary>
    private static readonly Lazy<nint> library = new(Load);

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "The resolver must stand before the first native call of this assembly, whichever type makes it.")]
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(LibrdkafkaLibrary).Assembly, Resolve);

    internal static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name == Name ? library.Value : 0;

    private static nint Load()
    {
        // Confluent.Kafka loads its library once and lazily.
        _ = Library.Version;
        return LoadedPath() is { } path
            ? NativeLibrary.Load(path)
            : NativeLibrary.Load(Name, typeof(Library).Assembly, searchPath: null);
    }

    /// <summary>Where the loaded library lies; null where the system does not tell or there is not exactly one.</summary>
    private static string? LoadedPath()
    {
        const string Maps = "/proc/self/maps";
        if (!File.Exists(Maps))
        {
            return null;
        }

        string[] paths = [.. File.ReadLines(Maps)
            .Select(static line => line.IndexOf('/') is var start and >= 0 ? line[start..] : "")
            .Where(static path => Path.GetFileName(path).Contains(Name, StringComparison.Ordinal) && path.Contains(".so", StringComparison.Ordinal))
            .Distinct()];
        return paths.Length == 1 ? paths[0] : null;
    }
}
