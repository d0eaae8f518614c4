using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Benchmarks.Scoring;

/// <summary>One reading against a full pattern memory, at every vector width that the processor has.</summary>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(4)]
[IterationCount(8)]
public class PatternMemoryBenchmarks
{
    // A power of two, longer than the longest lag.
    private const int ValueCount = 16_384;

    private readonly double[] values = new double[ValueCount];
    private PatternMemory memory = null!;
    private AlignedBuffer state = null!;
    private int row;

    /// <summary>The lags: near, small or wide.</summary>
    [Params("near", "small", "wide")]
    public string Lags { get; set; } = "";

    /// <summary>The vector width.</summary>
    [ParamsSource(nameof(Widths))]
    public VectorWidth Width { get; set; }

    /// <summary>Those that are not emulated.</summary>
    public static IEnumerable<VectorWidth> Widths => VectorWidths.ByPreference.Where(VectorWidths.IsHardwareAccelerated);

    /// <summary>Fills the memory.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var random = new SplitMix64(1);
        for (int i = 0; i < ValueCount; i++)
        {
            values[i] = Math.Sin(i * 0.1) + random.NextDouble();
        }

        PatternLags lags = Lags switch { "near" => PatternLags.Near, "small" => PatternLags.Small, _ => PatternLags.Wide };
        memory = PatternMemory.Create(lags, Width);
        state = new AlignedBuffer(memory.StateBytes / sizeof(float));
        for (int i = 0; i < ValueCount; i++)
        {
            Observe();
        }
    }

    /// <summary>One reading.</summary>
    [Benchmark]
    public double Observe() =>
        memory.Observe(MemoryMarshal.AsBytes(state.Span), values[row++ & (ValueCount - 1)]).Distance;
}
