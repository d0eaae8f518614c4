namespace StreamRnn.Benchmarks.Peers;

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
