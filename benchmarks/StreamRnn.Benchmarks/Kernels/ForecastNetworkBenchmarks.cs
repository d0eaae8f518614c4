using BenchmarkDotNet.Attributes;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Benchmarks.Kernels;

/// <summary>One step of one stream, and of 66 streams together, with three inputs and one target.</summary>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(4)]
[IterationCount(8)]
public unsafe class ForecastNetworkBenchmarks
{
    /// <summary>A micro-batch of at least 64, in whole tiles.</summary>
    internal const int Streams = 66;

    private readonly NetworkShape[] shapes = [new(3, 16, 1), new(3, 32, 1), new(3, 64, 1), new(3, 128, 1)];
    private ForecastNetwork network = null!;
    private float[] parameters = [];
    private float[] outputs = [];
    private AlignedBuffer memory = null!;
    private nint[] rows = [];

    /// <summary>Hidden units.</summary>
    [Params(16, 32, 64, 128)]
    public int HiddenUnits { get; set; } = 32;

    /// <summary>Multiply-adds of a step, head left out, as floating-point operations.</summary>
    internal double Operations => 2.0 * 4 * HiddenUnits * (network.Shape.Inputs + HiddenUnits);

    /// <summary>Fills weights and rows from a seed.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        NetworkShape shape = shapes.Single(candidate => candidate.HiddenUnits == HiddenUnits);
        network = ForecastNetwork.Create(shape);
        var random = new SplitMix64(1);
        parameters = GC.AllocateArray<float>(shape.ParameterCount + 16, pinned: true);
        network.Initialise(Parameters, ref random);
        outputs = new float[Streams * shape.OutputLength];

        // Rows end on a 64-byte line, so that h begins on one.
        int stride = (shape.RowLength + 15) & -16;
        memory = new AlignedBuffer(Streams * stride);
        rows = [.. Enumerable.Range(0, Streams).Select(stream => (nint)(memory.Pointer + (stream * stride) + stride - shape.RowLength))];
        for (int stream = 0; stream < Streams; stream++)
        {
            new Span<float>((float*)rows[stream], shape.Inputs).Fill(random.NextSingle());
        }
    }

    /// <summary>One stream: each step waits for the one before it.</summary>
    [Benchmark]
    public float One()
    {
        network.Step(Parameters, new Span<float>((float*)rows[0], network.Shape.RowLength), outputs.AsSpan(0, 2));
        return outputs[0];
    }

    /// <summary>Many streams; the figure is per stream.</summary>
    [Benchmark(OperationsPerInvoke = Streams)]
    public float Many()
    {
        network.StepMany(Parameters, rows, outputs);
        return outputs[0];
    }

    private Span<float> Parameters
    {
        get
        {
            fixed (float* start = parameters)
            {
                return parameters.AsSpan((int)((-(nint)start & 63) / sizeof(float)), network.Shape.ParameterCount);
            }
        }
    }
}
