using BenchmarkDotNet.Attributes;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Scoring;

/// <summary>The parts of scoring, on a stream that is long established: the four calibrators, the four running ranges, and all that follows the network's step.</summary>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(4)]
[IterationCount(8)]
public unsafe class ScoringBenchmarks
{
    private const int ValueCount = 1024;
    private const int PastEvents = 2 * ValueCount;
    private const long StepMilliseconds = 60_000;
    private static readonly CalibratorOptions Shape = new(0.95, 2000);

    private readonly double[] values = new double[ValueCount];
    private readonly float[] start = new float[CalibratorOptions.StartBuffer];
    private readonly ScoredEvent scored = new(1);
    private RowLayout layout = null!;
    private StreamDetector detector = null!;
    private AlignedBuffer row = null!;
    private LaneTile tile = null!;
    private Calibrators<SingleQuadruple> calibrators;
    private FeatureRanges<SingleQuadruple> ranges;
    private long count;

    /// <summary>Gives every part its past.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var random = new SplitMix64(1);
        for (int i = 0; i < ValueCount; i++)
        {
            values[i] = Math.Sin(i * 0.1) + random.NextDouble();
        }

        var options = new LaneOptions { Memory = StreamMemory.Lean };
        layout = new RowLayout(options);
        var forecaster = new Forecaster(layout.Forecasters[0], usesNetwork: true, new Learner(), options.Seed, VectorWidths.Preferred);
        detector = new StreamDetector(layout, options, [forecaster], new AlarmRate(), VectorWidths.Preferred);
        row = new AlignedBuffer(layout.RowBytes / sizeof(float));
        tile = new LaneTile(layout, [forecaster]);
        tile.Add((byte*)row.Pointer, 0, 0);
        for (int i = 0; i < PastEvents; i++)
        {
            Calibration();
            Ranges();
            Detector();
        }
    }

    /// <summary>One error against the four calibrators.</summary>
    [Benchmark]
    public double Calibration() => calibrators.Observe(Shape, SingleQuadruple.Of(Math.Abs(Value)), Seen, start).First;

    /// <summary>One reading against the four running ranges.</summary>
    [Benchmark]
    public double Ranges() => ranges.Observe(Value, 0, 0, Seen);

    /// <summary>One event, from its forecast to its score.</summary>
    [Benchmark]
    public double Detector()
    {
        StreamRow stream = tile.Last;
        stream.Header.EventCount++;
        long time = stream.Header.EventCount * StepMilliseconds;
        detector.Prepare(stream, time, stream.Header.EventCount, streams: 1);
        detector.Score(tile, 0, new SensorEvent { Key = default, Time = time, Values = values.AsSpan((int)(count % ValueCount), 1), Offset = count++ }, scored);
        return scored.RawScore;
    }

    private double Value => values[count++ % ValueCount];

    /// <summary>Readings before this one, as far as it matters: a part that is long established.</summary>
    private int Seen => (int)Math.Min(count - 1, PastEvents);
}
