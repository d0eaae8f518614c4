namespace StreamRnn.Core.Kernels;

/// <summary>The vector width that kernels compute with. It changes the speed and never a result.</summary>
public enum VectorWidth
{
    /// <summary>4 lanes: SSE, NEON, or emulated.</summary>
    Bits128 = 128,

    /// <summary>8 lanes: AVX2 with FMA, or emulated.</summary>
    Bits256 = 256,

    /// <summary>16 lanes: AVX-512, or emulated.</summary>
    Bits512 = 512,
}
