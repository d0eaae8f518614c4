using System.Globalization;
using System.Text;
using StreamRnn.Benchmarks.Targets;

namespace StreamRnn.Benchmarks.Plots;

/// <summary>A plot in gnuplot's language.</summary>
internal static class GnuplotScript
{
    /// <summary>Told apart by those who see few colours as well (Okabe and Ito).</summary>
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"];

    public static string Write(Plot plot, IReadOnlyList<CurvePoint> points, string picture)
    {
        var script = new StringBuilder();
        string[] curves = [.. points.Select(point => point.Curve).Distinct()];
        for (int curve = 0; curve < curves.Length; curve++)
        {
            Line($"$curve{curve} << end");
            foreach (CurvePoint point in points.Where(point => point.Curve == curves[curve]).OrderBy(point => point.X))
            {
                Line($"{point.X} {point.Y * plot.YScale:R}");
            }

            Line($"end");
        }

        Line($"set encoding utf8");
        Line($"set terminal svg size 800,480 dynamic enhanced font 'sans-serif,15' background '#ffffff'");
        Line($"set micro");
        Line($"set output {Quoted(picture)}");
        Line($"set title {Quoted(plot.Title)}");
        Line($"set xlabel {Quoted(plot.XLabel)}");
        Line($"set ylabel {Quoted(plot.YLabel)}");
        Line($"set border 3 lc rgb '#444444'");
        Line($"set tics nomirror");
        Line($"set grid xtics ytics lc rgb '#dddddd' lt 1");
        Line($"set key above center horizontal noenhanced");
        foreach (string axis in plot.Axes)
        {
            Line($"{axis}");
        }

        Line($"plot {string.Join(", ", curves.Select(Curve))}");
        return script.ToString();

        string Curve(string name, int index) =>
            $"$curve{index} using 1:2 with linespoints lw 2 pt 7 ps 0.7 lc rgb '{Colours[index % Colours.Length]}' title {Quoted(name)}";

        void Line(FormattableString line) => script.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
