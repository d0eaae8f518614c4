using System.Runtime.InteropServices;
using StreamRnn.Benchmarks.Targets;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>The benchmark <c>peers</c>: all comparisons in one run, one table, and a line for each target.</summary>
internal static class PeerComparison
{
    private const int MicroBatch = 64;
    private static readonly int[] HiddenUnits = [16, 32, 64, 128];

    /// <summary>Runs it; false where a result differs from a peer's.</summary>
    public static bool Run(Report report)
    {
        string? folder = PeerFolder.Find();
        PeerLibrary? peakLibrary = folder is null ? null : PeerLibrary.Load(folder, "peak", "peak");
        if (folder is null || peakLibrary is null)
        {
            foreach (PeerTarget target in PeerTarget.All)
            {
                report.LeftOut(target.Target, PeerFolder.Missing);
            }

            return true;
        }

        int processor = PinnedThread.Begin();
        var peak = new ProcessorPeak(peakLibrary);
        PeerLibrary[] stepLibraries =
        [
            .. new[] { ("onnxruntime", PeerNames.OnnxRuntime), ("onednn", PeerNames.OneDnn), ("openblas", PeerNames.OpenBlas) }
                .Select(peer => PeerLibrary.Load(folder, peer.Item1, peer.Item2)).OfType<PeerLibrary>(),
        ];
        PeerLibrary? libtorch = PeerLibrary.Load(folder, "libtorch", PeerNames.LibTorch);

        double[] peaks = [.. Enumerable.Range(0, InterleavedRounds.Count).Select(_ => peak.Measure())];
        report.Line(
            $"{ProcessorName()}, {RuntimeInformation.FrameworkDescription}, {(int)VectorWidths.Preferred}-bit vectors, pinned to processor {processor}; multiply-add peak {Distribution.Of(peaks).Median / 1e9:0} GFLOP/s");
        foreach (string line in File.ReadLines(Path.Combine(folder, "missing")))
        {
            report.Line($"left out: {line.Replace("\t", ": ", StringComparison.Ordinal)}");
        }

        PeerResult[] results =
        [
            .. new[] { 1, MicroBatch }.SelectMany(batch => HiddenUnits.Select(hiddenUnits => Told(StepComparison.Run(hiddenUnits, batch, stepLibraries, peak)))),
            Told(TrainingComparison.Run(libtorch, peak)),
        ];
        report.Line($"StreamRnn: processor time of one stream's step (training: of a whole step). Peers: how many times that, median of {InterleavedRounds.Count} pairs (10th–90th percentile).");
        PeerTable.Write(Console.Out, results);
        if (VectorWidths.Preferred != VectorWidth.Bits512)
        {
            report.Line($"The targets are set for 512-bit vectors (AVX-512); this machine has {(int)VectorWidths.Preferred}.");
        }

        foreach (PeerTarget target in PeerTarget.All)
        {
            target.Tell(report, results);
        }

        Plot(report, results);
        return Verify(results);

        PeerResult Told(PeerResult result)
        {
            Console.Error.WriteLine($"measured: {result.Task}");
            return result;
        }
    }

    /// <summary>A step's time over H, ours and the peers', for one stream and for a micro-batch.</summary>
    private static void Plot(Report report, IReadOnlyList<PeerResult> results)
    {
        foreach (PeerResult result in results.Where(result => result.Batch > 0))
        {
            string plot = result.Batch == 1 ? "step-one-stream" : "step-micro-batch";
            report.Point(plot, "StreamRnn", result.HiddenUnits, result.Nanoseconds);
            foreach ((string peer, Distribution ratio) in result.Ratios)
            {
                report.Point(plot, peer, result.HiddenUnits, result.Nanoseconds * ratio.Median);
            }
        }
    }

    private static bool Verify(IReadOnlyList<PeerResult> results)
    {
        bool agree = true;
        foreach (PeerResult result in results)
        {
            foreach ((string peer, float difference) in result.Differences)
            {
                if (!(difference < MaxDifference.Limit))
                {
                    agree = false;
                    Console.Error.WriteLine($"{result.Task}: {peer} differs from StreamRnn by {difference:0.0e-0}, where less than {MaxDifference.Limit:0e-0} is right.");
                }
            }
        }

        return agree;
    }

    private static string ProcessorName()
    {
        string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
    }
}

/// <summary>A line of the table.</summary>
/// <param name="Task">What was done.</param>
/// <param name="HiddenUnits">H.</param>
/// <param name="Batch">Streams side by side; 0 for training.</param>
/// <param name="Nanoseconds">Ours, for the unit that the task names.</param>
/// <param name="ShareOfPeak">Our share of the processor's multiply-add peak, 0 to 1.</param>
/// <param name="Ratios">How many times our time each peer takes, by name.</param>
/// <param name="Differences">The largest difference between a peer's hidden states and ours, by name.</param>
internal sealed record PeerResult(
    string Task, int HiddenUnits, int Batch, double Nanoseconds, double ShareOfPeak, IReadOnlyDictionary<string, Distribution> Ratios, IReadOnlyDictionary<string, float> Differences);

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
