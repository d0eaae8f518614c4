namespace StreamRnn.Benchmarks.Peers;

/// <summary>What the processor does at most: fused multiply-adds on registers alone (benchmarks/peers/peak.cpp).</summary>
internal sealed unsafe class ProcessorPeak(PeerLibrary library)
{
    /// <summary>About 100 µs a round.</summary>
    private const long Rounds = 50_000;

    private readonly delegate* unmanaged<long, double*, double> run = (delegate* unmanaged<long, double*, double>)library.Export("fma_peak_run");

    /// <summary>Floating-point operations per second, two for each multiply-add, measured now.</summary>
    public double Measure()
    {
        double operations;
        double seconds = run(Rounds, &operations);
        return operations / seconds;
    }
}
