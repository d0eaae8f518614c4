using System.Diagnostics;
using System.Globalization;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Benchmarks.Kernels;

/// <summary>The kernels' figures beside the processor's measured peak, in some seconds: a rough look, interleaved so that a busy machine slows all alike.</summary>
internal static class KernelTable
{
    private const int Rounds = 150;
    private const double SecondsPerRound = 0.001;

    public static int Print()
    {
        var rows = new List<(string Name, Action Run, double Operations, int Steps)>();
        foreach (int hiddenUnits in (int[])[16, 32, 64, 128])
        {
            var benchmark = new ForecastNetworkBenchmarks { HiddenUnits = hiddenUnits };
            benchmark.Prepare();
            rows.Add(($"one stream, H = {hiddenUnits}", () => benchmark.One(), benchmark.Operations, 1));
            rows.Add(($"micro-batch, H = {hiddenUnits}", () => benchmark.Many(), benchmark.Operations * ForecastNetworkBenchmarks.Streams, ForecastNetworkBenchmarks.Streams));
        }

        foreach ((int steps, int windows) in ((int, int)[])[(32, 16), (64, 4), (64, 1)])
        {
            var benchmark = new NetworkTrainerBenchmarks { Steps = steps, Windows = windows };
            benchmark.Prepare();
            rows.Add(($"training, H = 32, T = {steps}, B = {windows}", () => benchmark.Step(), benchmark.Operations, 1));
        }

        double peak = FusedMultiplyAddPeak.Measure();
        double[] best = [.. rows.Select(_ => double.PositiveInfinity)];
        for (int round = 0; round < Rounds; round++)
        {
            for (int index = 0; index < rows.Count; index++)
            {
                best[index] = Math.Min(best[index], Measure(rows[index].Run));
            }

            peak = Math.Max(peak, FusedMultiplyAddPeak.Measure());
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{VectorWidths.Preferred}, multiply-add peak {peak:F0} GFLOP/s on one core"));
        for (int index = 0; index < rows.Count; index++)
        {
            double rate = rows[index].Operations / best[index] / 1e9;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{rows[index].Name,-32} {best[index] / rows[index].Steps * 1e9,10:F1} ns {rate,8:F1} GFLOP/s {rate / peak,6:P0} of peak"));
        }

        return 0;
    }

    private static double Measure(Action run)
    {
        run();
        int runs = 0;
        long start = Stopwatch.GetTimestamp();
        double seconds;
        do
        {
            for (int repeat = 0; repeat < 16; repeat++)
            {
                run();
            }

            runs += 16;
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        while (seconds < SecondsPerRound);
        return seconds / runs;
    }
}
