using BenchmarkDotNet.Running;

namespace StreamRnn.Benchmarks;

/// <summary>Runs the benchmarks that the arguments select: <c>--filter *Parsing*</c>, <c>--list flat</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
        return 0;
    }
}
