using System.Runtime.InteropServices;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>A native library that benchmarks/peers/provide.sh has built.</summary>
internal sealed class PeerLibrary
{
    private readonly nint handle;

    private PeerLibrary(string name, nint handle)
    {
        Name = name;
        this.handle = handle;
    }

    /// <summary>The peer's name in the table.</summary>
    public string Name { get; }

    /// <summary>Loads NAME.so of a folder; null where the folder has none.</summary>
    public static PeerLibrary? Load(string folder, string file, string name)
    {
        string path = Path.Combine(folder, file + ".so");
        return File.Exists(path) ? new PeerLibrary(name, NativeLibrary.Load(path)) : null;
    }

    /// <summary>The address of a function.</summary>
    public nint Export(string function) => NativeLibrary.GetExport(handle, function);
}

/// <summary>The folder that benchmarks/peers/provide.sh has filled.</summary>
internal static class PeerFolder
{
    /// <summary>Why there is none.</summary>
    public const string Missing = "the peers were not provided; ./build.sh bench peers provides them and says what it lacks";

    /// <summary>The folder that <c>STREAMRNN_PEERS</c> names, or null.</summary>
    public static string? Find()
    {
        string? folder = Environment.GetEnvironmentVariable("STREAMRNN_PEERS");
        return Directory.Exists(folder) ? folder : null;
    }
}

/// <summary>The peers' names in tables and targets.</summary>
internal static class PeerNames
{
    public const string OnnxRuntime = "ONNX Runtime";
    public const string OneDnn = "oneDNN";
    public const string OpenBlas = "OpenBLAS";
    public const string LibTorch = "libtorch";
}
