using System.Globalization;
using BenchmarkDotNet.Running;

namespace StreamRnn.Benchmarks;

/// <summary>Runs the benchmarks that the arguments select: <c>--filter *Step*</c>, <c>--list flat</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        // The first argument `kernels` prints the kernels' table in seconds, without a process per benchmark.
        if (arguments is ["kernels", ..])
        {
            return Kernels.KernelTable.Print();
        }

        // `worker BOOTSTRAP [EVENTS] [STREAMS]` measures the whole way from a broker that runs already.
        if (arguments is ["worker", var bootstrapServers, .. var sizes])
        {
            int events = sizes.Length > 0 ? int.Parse(sizes[0], CultureInfo.InvariantCulture) : 10_000_000;
            int streams = sizes.Length > 1 ? int.Parse(sizes[1], CultureInfo.InvariantCulture) : 70_000;
            return Worker.WorkerThroughput.Print(bootstrapServers, events, streams);
        }

        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
        return 0;
    }
}
