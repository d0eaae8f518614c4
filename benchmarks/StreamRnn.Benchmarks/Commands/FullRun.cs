using System.Diagnostics;
using System.Globalization;
using StreamRnn.Benchmarks.Plots;
using StreamRnn.Benchmarks.Targets;

namespace StreamRnn.Benchmarks.Commands;

/// <summary>
/// All parts, one after another, and the table of all targets. Each part has a process of its own: none inherits another's memory, pinned
/// threads or compiled code, and one that fails leaves the others their figures.
/// </summary>
internal static class FullRun
{
    /// <summary>0 where all was measured or left out for a reason, 1 where a part failed; a target that is missed is no failure.</summary>
    public static async Task<int> RunAsync(bool quick, string? plots)
    {
        var results = new BenchmarkResults();
        bool isSound = true;
        long start = Stopwatch.GetTimestamp();
        foreach (BenchmarkPart part in BenchmarkPart.All)
        {
            Console.WriteLine();
            Console.WriteLine($"{part.Name}: {part.Description}");
            long partStart = Stopwatch.GetTimestamp();
            (int exitCode, BenchmarkResults share) = await RunPartAsync(part, quick, results.WorkerEventsPerSecond);
            results.Add(share);
            isSound &= exitCode == 0;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{part.Name}: {(exitCode == 0 ? "done" : $"failed with exit code {exitCode}")} after {Stopwatch.GetElapsedTime(partStart).TotalSeconds:0} s"));
        }

        Console.WriteLine();
        if (plots is not null)
        {
            isSound &= PlotFolder.Draw(plots, results.Points);
        }

        if (quick)
        {
            Console.WriteLine("A quick run: it shows that all works, and its figures say nothing.");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all targets, after {Stopwatch.GetElapsedTime(start).TotalMinutes:0.0} minutes:"));
        isSound &= TargetTable.Write(Console.Out, results);
        return isSound ? 0 : 1;
    }

    private static async Task<(int ExitCode, BenchmarkResults Share)> RunPartAsync(BenchmarkPart part, bool quick, double eventsPerSecond)
    {
        string file = Path.Combine(Path.GetTempPath(), $"streamrnn-bench-{Environment.ProcessId}-{part.Name}.json");
        string[] arguments =
        [
            part.Name, "--results", file, .. quick ? new[] { "--quick" } : [],
            .. part.Name == "latency" && eventsPerSecond > 0 ? new[] { "--rate", eventsPerSecond.ToString("R", CultureInfo.InvariantCulture) } : [],
        ];
        try
        {
            return (await OwnProcess.RunVisiblyAsync(arguments), BenchmarkResults.Load(file));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
