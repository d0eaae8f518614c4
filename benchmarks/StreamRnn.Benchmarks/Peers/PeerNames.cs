namespace StreamRnn.Benchmarks.Peers;

/// <summary>The peers' names in tables and targets.</summary>
internal static class PeerNames
{
    public const string OnnxRuntime = "ONNX Runtime";
    public const string OneDnn = "oneDNN";
    public const string OpenBlas = "OpenBLAS";
    public const string LibTorch = "libtorch";
}
