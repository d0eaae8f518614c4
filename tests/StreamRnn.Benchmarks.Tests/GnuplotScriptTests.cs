using StreamRnn.Benchmarks.Plots;
using StreamRnn.Benchmarks.Targets;

namespace StreamRnn.Benchmarks.Tests;

public sealed class GnuplotScriptTests
{
    private static readonly Plot plot = new("waits", "What a stream's owner waits", "load, %", "latency", "set logscale y");

    [Fact]
    public void Write_TwoCurves_HasTheirPointsInOrderAndTheAxes()
    {
        string[] lines = GnuplotScript.Write(plot, [new("waits", "p99", 50, 20.5), new("waits", "p50", 10, 3), new("waits", "p99", 10, 7)], "out/waits.svg").Split('\n');

        Assert.Equal(["$curve0 << end", "10 7", "50 20.5", "end", "$curve1 << end", "10 3", "end"], lines[..7]);
        Assert.Contains("set title 'What a stream''s owner waits'", lines);
        Assert.Contains("set xlabel 'load, %'", lines);
        Assert.Contains("set ylabel 'latency'", lines);
        Assert.Contains("set logscale y", lines);
        Assert.Contains("set output 'out/waits.svg'", lines);
        Assert.Contains(lines, static line => line.StartsWith("plot $curve0 using 1:2", StringComparison.Ordinal) && line.Contains("$curve1", StringComparison.Ordinal));
    }
}
