using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>Whether forecast intervals hold what they say.</summary>
public sealed class ForecastIntervalTests
{
    private const int Events = 8000;

    /// <summary>Events before anything is counted: the default warm-up takes 150.</summary>
    private const int WarmUp = 300;

    public static TheoryData<string, StreamMemory> AllSeries =>
        [.. from name in NoisySeries.Names from memory in (StreamMemory[])[StreamMemory.Lean, StreamMemory.Rich] select (name, memory)];

    [Theory]
    [MemberData(nameof(AllSeries))]
    public void Process_NormalSeries_LiesWithinItsIntervalAsOftenAsStated(string name, StreamMemory memory)
    {
        (double coverage, _) = Run(name, memory, mass: 0.99);

        // A constant stream is always inside: there is nothing to miss.
        Assert.InRange(coverage, 0.98, 1);
    }

    [Theory]
    [InlineData("sine, medium noise", 0.8)]
    [InlineData("daily pattern", 0.9)]
    [InlineData("autoregressive", 0.9)]
    [InlineData("Laplace", 0.5)]
    [InlineData("quiet and loud days", 0.9)]
    [InlineData("skewed (exponential)", 0.8)]
    public void Process_OtherMass_IsNeitherMissedNorExceeded(string name, double mass)
    {
        foreach (StreamMemory memory in (StreamMemory[])[StreamMemory.Lean, StreamMemory.Rich])
        {
            Assert.InRange(Run(name, memory, mass).Coverage, mass - 0.01, mass + 0.01);
        }
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_NormalNoise_HasAnIntervalLittleWiderThanTheBestOne(StreamMemory memory)
    {
        // 99 % of a normal distribution lie within 6.5 of its mean errors; the network's own t of 4 degrees would take 9.2.
        Assert.InRange(Run("white noise", memory, mass: 0.99).WidthInErrors, 6, 8);
    }

    [Theory]
    [InlineData("counts of about 3", StreamMemory.Lean)]
    [InlineData("counts of about 3", StreamMemory.Rich)]
    [InlineData("skewed (exponential)", StreamMemory.Lean)]
    [InlineData("skewed (exponential)", StreamMemory.Rich)]
    public void Process_ReadingsNeverBelowZero_HaveNoForecastBelowIt(string name, StreamMemory memory)
    {
        Func<int, double> series = NoisySeries.Of(name, seed: 11);
        using LaneRun run = new(LaneRun.Options(memory) with { RejectDuplicates = false });
        int atZero = 0;
        for (int i = 0; i < 1000; i++)
        {
            run.Give("pump", series(i));
            Assert.False(run.Scored.Lower[0] < 0 || run.Scored.Forecast[0] < 0 || run.Scored.Upper[0] < 0, $"{run.Scored.Lower[0]} to {run.Scored.Upper[0]} at {i}");
            atZero += run.Scored.Lower[0] == 0 ? 1 : 0;
        }

        Assert.True(atZero > 500, "the bound is hardly met");
        run.Give("pump", -1.0);
        run.Give("pump", 0.0);
        Assert.True(run.Scored.Lower[0] < 0, "one reading below 0 lifts the bound");
    }

    [Fact]
    public void Process_ShareThatOftenStandsAtItsFull_IsForecastNoHigherUntilItPassesIt()
    {
        var random = new Random(11);
        using LaneRun run = new(LaneRun.Options(StreamMemory.Rich) with { RejectDuplicates = false });
        int above = 0;
        for (int i = 0; i < 1500; i++)
        {
            run.Give("pump", Math.Min(100, 99 + (2 * NoisySeries.Normal(random))));
            above += i >= 200 && run.Scored.Upper[0] > 100 ? 1 : 0;
        }

        Assert.Equal(0, above);
        Assert.Equal(100, run.Scored.Upper[0]);
        run.Give("pump", 101.0);
        run.Give("pump", 99.0);
        Assert.True(run.Scored.Upper[0] > 101, $"{run.Scored.Upper[0]}");
    }

    [Fact]
    public void Process_LevelThatDriftsInWholeSteps_IsNotCutOffAtEach()
    {
        var random = new Random(11);
        using LaneRun run = new(LaneRun.Options(StreamMemory.Rich) with { RejectDuplicates = false });
        int inside = 0;
        const int events = 6000;
        for (int i = 0; i < events; i++)
        {
            // Down by one in forty events, to and fro by one: each level is visited often before the next.
            double reading = 500 - (i / 40) + random.Next(-1, 2);
            run.Give("pump", reading);
            inside += i >= WarmUp && reading >= run.Scored.Lower[0] && reading <= run.Scored.Upper[0] ? 1 : 0;
        }

        Assert.InRange(inside / (double)(events - WarmUp), 0.98, 1);
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_AnotherMass_ChangesNoScore(StreamMemory memory)
    {
        using LaneRun one = new(LaneRun.Options(memory));
        using LaneRun other = new(LaneRun.Options(memory) with { IntervalMass = 0.5 });
        int alarms = 0;
        for (int i = 0; i < 1000; i++)
        {
            double reading = LaneRun.Noisy(i) + (i % 200 == 199 ? 50 : 0);
            one.Give("pump", reading);
            other.Give("pump", reading);
            Assert.Equal(
                (one.Scored.RawScore, one.Scored.Alarm, one.Scored.StandardizedResidual, one.Scored.Forecast[0]),
                (other.Scored.RawScore, other.Scored.Alarm, other.Scored.StandardizedResidual, other.Scored.Forecast[0]));
            alarms += one.Scored.Alarm > 0 ? 1 : 0;
        }

        Assert.True(alarms > 0 && one.Scored.Upper[0] > other.Scored.Upper[0]);
    }

    private static (double Coverage, double WidthInErrors) Run(string name, StreamMemory memory, double mass)
    {
        // Seed 11: any would do.
        Func<int, double> series = NoisySeries.Of(name, seed: 11);
        using LaneRun run = new(LaneRun.Options(memory) with { IntervalMass = mass, RejectDuplicates = false });
        int inside = 0;
        double width = 0;
        double error = 0;
        for (int i = 0; i < Events; i++)
        {
            double reading = series(i);
            run.Give("pump", LaneRun.Start + (i * 5 * LaneRun.Minute), reading);
            if (i >= WarmUp)
            {
                inside += reading >= run.Scored.Lower[0] && reading <= run.Scored.Upper[0] ? 1 : 0;
                width += run.Scored.Upper[0] - run.Scored.Lower[0];
                error += Math.Abs(reading - run.Scored.Forecast[0]);
            }
        }

        return (inside / (double)(Events - WarmUp), width / error);
    }
}
