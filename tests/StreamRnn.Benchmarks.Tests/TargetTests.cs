using StreamRnn.Benchmarks.Commands;
using StreamRnn.Benchmarks.Targets;

namespace StreamRnn.Benchmarks.Tests;

public sealed class TargetTests
{
    private static readonly Target ratio = new("peers", "a step vs a peer", Bound.AtLeast, 3.5);
    private static readonly Target share = new("lanes", "scoring's share", Bound.AtMost, 25, "%");

    [Theory]
    [InlineData(3.5, "met")]
    [InlineData(4, "met")]
    [InlineData(2.1, "short by 1.40")]
    public void Verdict_AtLeast_IsMetFromTheLimitOn(double measured, string verdict) => Assert.Equal(verdict, ratio.Verdict(measured));

    [Theory]
    [InlineData(25, "met")]
    [InlineData(39, "short by 14.0 points")]
    public void Verdict_AtMost_IsMetUpToTheLimit(double measured, string verdict) => Assert.Equal(verdict, share.Verdict(measured));

    [Fact]
    public void Format_LimitBelowOne_HasThreeDecimals() =>
        Assert.Equal(("0.829", "short by 0.001"), (new Target("detection", "F1", Bound.AtLeast, 0.83).Format(0.829), new Target("detection", "F1", Bound.AtLeast, 0.83).Verdict(0.829)));

    [Fact]
    public void IsMetBy_NotANumber_IsNotMet()
    {
        Assert.False(ratio.IsMetBy(double.NaN));
        Assert.False(share.IsMetBy(double.NaN));
    }

    [Fact]
    public void Measured_WritesTheTargetsLine()
    {
        var written = new StringWriter { NewLine = "\n" };
        var report = new Report(written);

        report.Measured(ratio, 4);
        report.LeftOut(share, "no core is free");

        Assert.Equal("target a step vs a peer ≥ 3.5: met at 4.00\ntarget scoring's share ≤ 25 %: left out: no core is free\n", written.ToString());
        Assert.Equal([new TargetResult("a step vs a peer", 4), new TargetResult("scoring's share", null, "no core is free")], report.Results.Targets);
    }

    [Fact]
    public void Table_EveryTargetHasALine_AndOneWithoutAFigureIsAFailure()
    {
        var results = new BenchmarkResults();
        results.Targets.AddRange(TargetCatalogue.All.Select(target => new TargetResult(target.Name, target.Limit)));
        results.Targets[^1] = results.Targets[^1] with { Measured = null, LeftOut = "no broker" };
        var whole = new StringWriter();
        var lacking = new StringWriter();

        Assert.True(TargetTable.Write(whole, results));
        results.Targets.RemoveAt(0);
        Assert.False(TargetTable.Write(lacking, results));

        Assert.Contains("left out: no broker", whole.ToString(), StringComparison.Ordinal);
        Assert.Contains("no figure: its part failed", lacking.ToString(), StringComparison.Ordinal);
        Assert.All(TargetCatalogue.All, target => Assert.Contains(target.Title, whole.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Catalogue_NamesAreUnique_AndEveryPartExists()
    {
        Assert.Distinct(TargetCatalogue.All.Select(target => target.Name));
        Assert.Equal(
            BenchmarkPart.All.Select(part => part.Name).Order(StringComparer.Ordinal),
            TargetCatalogue.All.Select(target => target.Part).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Results_SavedAndLoaded_AreTheSame()
    {
        string file = Path.GetTempFileName();
        try
        {
            var results = new BenchmarkResults { WorkerEventsPerSecond = 1.5e6 };
            results.Targets.Add(new TargetResult("a", 1.25));
            results.Targets.Add(new TargetResult("b", null, "why"));
            results.Points.Add(new CurvePoint("plot", "curve", 1, 0.1));
            results.Save(file);

            BenchmarkResults loaded = BenchmarkResults.Load(file);

            Assert.Equal(results.Targets, loaded.Targets);
            Assert.Equal(results.Points, loaded.Points);
            Assert.Equal(results.WorkerEventsPerSecond, loaded.WorkerEventsPerSecond);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
