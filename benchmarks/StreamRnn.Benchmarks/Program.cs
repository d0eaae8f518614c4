using System.Globalization;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace StreamRnn.Benchmarks;

/// <summary>
/// Runs what the first argument names: a table (<c>kernels</c>, <c>lanes</c>, <c>peers</c>, <c>worker BOOTSTRAP</c>), the BenchmarkDotNet benchmarks
/// whose name holds it, or, where it begins with a dash, what BenchmarkDotNet makes of it. Without one: two tables, then all benchmarks.
/// </summary>
internal static class Program
{
    private const int Done = 0;
    private const int WrongUse = 2;

    private static int Main(string[] arguments) => arguments switch
    {
        ["kernels"] => Kernels.KernelTable.Print(),
        ["lanes"] => Lanes.LaneTable.Print(),
        ["worker", var bootstrapServers, .. var sizes] => RunWorker(bootstrapServers, sizes),
        ["peers"] => Peers.PeerComparison.Run(),
        [] => Math.Max(Math.Max(Kernels.KernelTable.Print(), Lanes.LaneTable.Print()), RunBenchmarks(["--filter", "*"])),
        [var option, ..] when option.StartsWith('-') => RunBenchmarks(arguments),
        [var name, .. var rest] => RunBenchmarks(["--filter", $"*{name}*", .. rest]),
    };

    private static int RunBenchmarks(string[] arguments)
    {
        IEnumerable<Summary> summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
        if (summaries.Any() || arguments is ["--help" or "--list" or "--info" or "--version", ..])
        {
            return Done;
        }

        Console.Error.WriteLine("bench: no benchmark has such a name; there are the tables kernels, lanes, peers and worker, and what `--list flat` shows");
        return WrongUse;
    }

    /// <summary><c>worker BOOTSTRAP [EVENTS] [STREAMS]</c>: the whole way from a broker that runs already.</summary>
    private static int RunWorker(string bootstrapServers, string[] sizes)
    {
        int events = sizes.Length > 0 ? int.Parse(sizes[0], CultureInfo.InvariantCulture) : 10_000_000;
        int streams = sizes.Length > 1 ? int.Parse(sizes[1], CultureInfo.InvariantCulture) : 70_000;
        return Worker.WorkerThroughput.Print(bootstrapServers, events, streams);
    }
}
