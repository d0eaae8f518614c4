using System.Globalization;

namespace StreamRnn.Benchmarks.Targets;

/// <summary>What a part has to say while it works, and what it leaves for the summary.</summary>
internal sealed class Report(TextWriter writer)
{
    /// <summary>The figures so far.</summary>
    public BenchmarkResults Results { get; } = new();

    /// <summary>Where it is written, for what is more than lines.</summary>
    public TextWriter Writer => writer;

    /// <summary>Writes a line.</summary>
    public void Line(FormattableString line) => writer.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>A figure of a target, and the line that tells whether it is met.</summary>
    public void Measured(Target target, double measured)
    {
        Results.Targets.Add(new TargetResult(target.Name, measured));
        writer.WriteLine($"target {target.Title}: {target.Verdict(measured)} at {target.Format(measured)}");
    }

    /// <summary>A target that can't be measured here.</summary>
    public void LeftOut(Target target, string why)
    {
        Results.Targets.Add(new TargetResult(target.Name, null, why));
        writer.WriteLine($"target {target.Title}: left out: {why}");
    }

    /// <summary>A point for a plot.</summary>
    public void Point(string plot, string curve, double x, double y) => Results.Points.Add(new CurvePoint(plot, curve, x, y));
}
