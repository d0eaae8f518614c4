using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

/// <summary>What becomes of incidents of streams whose clock runs beside their lane's.</summary>
public sealed class IncidentClockTests
{
    [Fact]
    public void Push_StreamWhoseEventTimeLagsBehindTheLane_IsQuietFromTheMomentItCame()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("late", 0, Noon - 10 * Hour), watermark: Noon);

        run.Advance(Noon + Hour - 1);
        Assert.Single(run.Changes);

        run.Advance(Noon + Hour);
        Assert.Equal(("late", IncidentState.Resolve, 1, Hour), run.Told().Last());
        Assert.Equal("no further exceedance for 1 h", IncidentReason.Describe(run.Changes[^1], []));
    }

    [Fact]
    public void Push_ExceedanceAheadOfALaneThatGetsThere_IsQuietFromItsOwnTime()
    {
        // The first reading after a pause: the lane learns of its time from the next.
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon + 5 * Hour), watermark: Noon);

        run.Advance(Noon + 5 * Hour);
        run.Advance(Noon + 6 * Hour - 1);
        Assert.Single(run.Changes);

        run.Advance(Noon + 6 * Hour);
        Assert.Equal(("pump", IncidentState.Resolve, 1, 6 * Hour), run.Told().Last());
        Assert.Equal(TimeSpan.FromHours(1), run.Changes[^1].Quiet);
    }

    [Fact]
    public void Push_ExceedanceStampedAheadWronglyOfItsLane_IsQuietFromTheMomentItCame()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon + 24 * Hour), watermark: Noon);

        run.Advance(Noon + Hour - 1);
        Assert.Single(run.Changes);

        run.Advance(Noon + Hour + Minute);
        Assert.Equal(("pump", IncidentState.Resolve, 1, 24 * Hour), run.Told().Last());
        Assert.Equal(TimeSpan.FromHours(1), run.Changes[^1].Quiet);
    }

    [Fact]
    public void Advance_BackInTime_IsIgnored()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));

        run.Advance(Noon - 100 * Hour);
        run.Advance(long.MinValue);
        run.Exceed(Of("pump", 1, Noon - Hour, 0.9), watermark: Noon - Hour);
        run.Advance(Noon + Hour);

        Assert.Equal([IncidentState.Open, IncidentState.Update, IncidentState.Resolve], run.Changes.Select(change => change.State));
        Assert.Equal(Noon + Hour, run.Changes[^1].Time);
    }

    [Theory]
    [InlineData(long.MinValue + 1, long.MaxValue)]
    [InlineData(0, long.MaxValue - 1)]
    [InlineData(-62_135_596_800_000, 253_402_300_799_999)]
    public void Advance_TimesAtTheEndsOfTheCalendar_OpensAndResolves(long first, long last)
    {
        using var run = new PipelineRun(PipelineRun.Defaults with { Quiet = TimeSpan.FromDays(30) });

        run.Exceed(Of("pump", 0, first));
        run.Advance(last);
        run.Exceed(Of("pump", 1, last));

        Assert.Equal([IncidentState.Open, IncidentState.Resolve, IncidentState.Open], run.Changes.Select(change => change.State));
    }

    [Theory]
    [InlineData(2, 1)] // a clock that is always two hours ahead
    [InlineData(24, 1)] // one wrong stamp
    [InlineData(2, 5)] // the lane gets there, and quiet is counted from there
    public void Advance_OpeningStampedAheadOfItsLane_IsNotResolvedBeforeItOpened(int hoursAhead, int laneHours)
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon + hoursAhead * Hour), watermark: Noon);

        run.Advance(Noon + laneHours * Hour);

        Assert.Equal(IncidentState.Resolve, run.Changes[^1].State);
        Assert.InRange(run.Changes[^1].Time, run.Changes[0].Time, Noon + Math.Max(hoursAhead, laneHours) * Hour);
    }

    [Fact]
    public void Advance_LaterExceedanceStampedAheadWrongly_LeavesTheResolvesTimeAsItIs()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));
        run.Exceed(Of("pump", 1, Noon + 24 * Hour, 0.9), watermark: Noon + Minute);

        run.Advance(Noon + 2 * Hour);

        Assert.Equal(("pump", IncidentState.Resolve, 2, Minute + Hour), run.Told().Last());
    }

    [Fact]
    public void Advance_SeveralFallDueOfStreamsAheadOfTheirLane_TellsThemByTheLanesTime()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("ahead", 0, Noon + 2 * Hour), watermark: Noon);
        run.Exceed(Of("pump", 1, Noon + Second));

        run.Advance(Noon + Hour + Minute);

        Assert.Equal(
            [("ahead", IncidentState.Resolve, 1, 2 * Hour), ("pump", IncidentState.Resolve, 1, Second + Hour)], run.Told().TakeLast(2));
    }
}
