using System.Globalization;
using System.Runtime.InteropServices;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>The benchmark <c>peers</c>: all comparisons in one run, one table, and a line for each target.</summary>
internal static class PeerComparison
{
    private const int MicroBatch = 64;
    private static readonly int[] HiddenUnits = [16, 32, 64, 128];

    /// <summary>Runs it; 0 done, 1 where a result differs, 2 where the peers were not provided.</summary>
    public static int Run()
    {
        string? folder = Environment.GetEnvironmentVariable("STREAMRNN_PEERS");
        if (folder is null || !Directory.Exists(folder))
        {
            Console.Error.WriteLine($"STREAMRNN_PEERS names {(folder is null ? "no folder" : $"'{folder}', which is no folder")}: run './build.sh bench peers', which provides the peers and sets it.");
            return 2;
        }

        int processor = PinnedThread.Begin();
        PeerLibrary? peakLibrary = PeerLibrary.Load(folder, "peak", "peak");
        if (peakLibrary is null)
        {
            Console.Error.WriteLine($"'{folder}' lacks peak.so: remove the folder and run './build.sh bench peers' again.");
            return 2;
        }

        var peak = new ProcessorPeak(peakLibrary);
        PeerLibrary[] stepLibraries =
        [
            .. new[] { ("onnxruntime", PeerNames.OnnxRuntime), ("onednn", PeerNames.OneDnn), ("openblas", PeerNames.OpenBlas) }
                .Select(peer => PeerLibrary.Load(folder, peer.Item1, peer.Item2)).OfType<PeerLibrary>(),
        ];
        PeerLibrary? libtorch = PeerLibrary.Load(folder, "libtorch", PeerNames.LibTorch);

        double[] peaks = [.. Enumerable.Range(0, InterleavedRounds.Count).Select(_ => peak.Measure())];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{ProcessorName()}, {RuntimeInformation.FrameworkDescription}, {(int)VectorWidths.Preferred}-bit vectors, pinned to processor {processor}; multiply-add peak {Distribution.Of(peaks).Median / 1e9:0} GFLOP/s"));
        foreach (string line in File.ReadLines(Path.Combine(folder, "missing")))
        {
            Console.WriteLine($"left out: {line.Replace("\t", ": ", StringComparison.Ordinal)}");
        }

        PeerResult[] results =
        [
            .. new[] { 1, MicroBatch }.SelectMany(batch => HiddenUnits.Select(hiddenUnits => StepComparison.Run(hiddenUnits, batch, stepLibraries, peak))),
            TrainingComparison.Run(libtorch, peak),
        ];
        Console.WriteLine($"StreamRnn: processor time of one stream's step (training: of a whole step). Peers: how many times that, median of {InterleavedRounds.Count} pairs (10th–90th percentile).");
        PeerTable.Write(Console.Out, results);
        if (VectorWidths.Preferred != VectorWidth.Bits512)
        {
            Console.WriteLine($"The targets are set for 512-bit vectors (AVX-512); this machine has {(int)VectorWidths.Preferred}.");
        }

        foreach (PeerTarget target in PeerTarget.All)
        {
            Console.WriteLine(target.Report(results));
        }

        return Verify(results) ? 0 : 1;
    }

    private static bool Verify(IReadOnlyList<PeerResult> results)
    {
        bool agree = true;
        foreach (PeerResult result in results)
        {
            foreach ((string peer, float difference) in result.Differences)
            {
                if (!(difference < LargestDifference.Limit))
                {
                    agree = false;
                    Console.Error.WriteLine($"{result.Task}: {peer} differs from StreamRnn by {difference:0.0e-0}, where less than {LargestDifference.Limit:0e-0} is right.");
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
