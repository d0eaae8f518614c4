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

        // The first argument `peers` compares with other libraries, in one process and one table.
        if (arguments is ["peers"])
        {
            return Peers.PeerComparison.Run();
        }

        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
        return 0;
    }
}
