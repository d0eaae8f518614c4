using StreamRnn.Benchmarks.Lanes;
using StreamRnn.Benchmarks.Latency;

namespace StreamRnn.Benchmarks.Plots;

/// <summary>A plot: what its axes say and how they run.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Title">What it shows.</param>
/// <param name="XLabel">The horizontal axis, with its unit.</param>
/// <param name="YLabel">The vertical axis, with its unit.</param>
/// <param name="Axes">gnuplot's commands for scales and tics.</param>
internal sealed record Plot(string Name, string Title, string XLabel, string YLabel, params string[] Axes)
{
    private static readonly string[] OverHiddenUnits = ["set logscale x 2", "set logscale y", "set xrange [14:150]", "set xtics (16, 32, 64, 128)", "set format y '%.0s %cs'"];

    /// <summary>All plots.</summary>
    public static IReadOnlyList<Plot> All { get; } =
    [
        new("step-one-stream", "One step of one stream, one thread", "hidden units H", "processor time a step", OverHiddenUnits),
        new("step-micro-batch", "One step of one stream in a micro-batch of 64, one thread", "hidden units H", "processor time a step and stream", OverHiddenUnits),
        new(LaneCosts.Plot, "Events a second of one lane", "streams", "million events a second", "set logscale x", "set xrange [40:2e6]", "set yrange [0:*]", "set xtics ('64' 64, '1 k' 1e3, '10 k' 1e4, '100 k' 1e5, '1 M' 1e6)"),
        new(AlertLatency.Plot, "From a reading's append to its alert, real broker, all on the same cores", "load, % of the rate that one lane reaches", "latency", "set xrange [0:*]", "set logscale y", "set format y '%.0s %cs'", "set arrow from graph 0, first 0.02 to graph 1, first 0.02 nohead dt 2 lc rgb '#444444'", "set label 'target of p99: 20 ms' at graph 0.98, first 0.027 right noenhanced"),
    ];

    /// <summary>Whether the vertical figures are to be scaled to seconds, so that gnuplot can name them ns, µs or ms.</summary>
    public double YScale => Name == AlertLatency.Plot ? 1e-3 : Axes == OverHiddenUnits ? 1e-9 : 1;
}
