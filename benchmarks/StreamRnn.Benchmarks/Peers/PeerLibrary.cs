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
