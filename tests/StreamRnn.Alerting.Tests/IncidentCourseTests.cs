using StreamRnn.Core.Scoring;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

/// <summary>How an incident goes on and ends: hysteresis, second anomalies, recovery, and streams that flap.</summary>
public sealed class IncidentCourseTests
{
    [Fact]
    public void Push_ScoreBetweenTheThresholds_GoesOnWithoutAWord()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));

        run.Exceed(Of("pump", 1, Noon + 50 * Minute, score: 0.2));
        run.Advance(Noon + 110 * Minute - 1);
        Assert.Single(run.Changes);

        run.Advance(Noon + 110 * Minute);
        IncidentChange resolve = run.Changes[^1];
        Assert.Equal((IncidentState.Resolve, 1, 0L), (resolve.State, resolve.ExceedanceCount, resolve.Trigger.Offset));
        Assert.Equal(Noon + 110 * Minute, resolve.Time);
    }

    [Fact]
    public void Push_ScoreBelowTheClosingThreshold_DoesNotGoOn()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));

        run.Exceed(Of("pump", 1, Noon + 50 * Minute, score: 0.199));
        run.Advance(Noon + Hour);

        Assert.Equal(IncidentState.Resolve, run.Changes[^1].State);
    }

    [Fact]
    public void Push_ScoreBetweenTheThresholdsWithoutAnIncident_OpensNone()
    {
        using var run = new PipelineRun();

        run.Exceed(Of("pump", 0, Noon, score: 0.499));

        Assert.Empty(run.Changes);
        Assert.Equal(0, run.Pipeline.OpenIncidents);
    }

    [Theory]
    [InlineData(0.5, 0, 0.2)] // once a day → four times a day
    [InlineData(0.97, 0, 0.97 / 1.09)]
    [InlineData(0.97, 0.6, 0.6)]
    public void Concerns_OpenIncident_FromTheClosingThresholdOn(double open, double close, double from)
    {
        using var run = new PipelineRun(PipelineRun.Defaults with { OpenThreshold = open, CloseThreshold = close });
        Assert.False(run.Pipeline.Concerns(Math.BitDecrement(open), "Kühlkreis"u8));
        Assert.True(run.Pipeline.Concerns(open, "Kühlkreis"u8));

        run.Exceed(Of("Kühlkreis", 0, Noon, score: 0.99));

        Assert.True(run.Pipeline.Concerns(from + 1e-12, "Kühlkreis"u8));
        Assert.False(run.Pipeline.Concerns(from - 1e-12, "Kühlkreis"u8));
        Assert.False(run.Pipeline.Concerns(from + 1e-12, "Kühlkreis 2"u8));
    }

    [Fact]
    public void Concerns_IncidentsOpen_AllocatesNothing()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));

        Assert.Equal(0, Allocations.OfEachRound(_ =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                run.Pipeline.Concerns(0.3, "Kühlkreis"u8);
            }
        }));
    }

    public static TheoryData<Exceedance, UpdateCause> Seconds => new()
    {
        { Of("pump", 1, Noon + Minute, 0.6), UpdateCause.None },
        { Of("pump", 1, Noon + Minute, 0.89), UpdateCause.None },
        { Of("pump", 1, Noon + Minute, 0.91), UpdateCause.Stronger },
        { Of("pump", 1, Noon + Minute, 0.6) with { LeadingEvidence = Evidence.Average }, UpdateCause.Different },
        { Of("pump", 1, Noon + Minute, 0.6) with { Direction = 1 }, UpdateCause.Different },
        { Of("pump", 1, Noon + 14 * Minute, 0.6), UpdateCause.None },
        { Of("pump", 1, Noon + 15 * Minute, 0.6), UpdateCause.Again },
        { Of("pump", 1, Noon + Minute, 0.6).BackInRange(), UpdateCause.Recovery },
    };

    [Theory]
    [MemberData(nameof(Seconds))]
    public void Push_SecondExceedance_IsToldAtOnceWhereItSaysSomethingNew(Exceedance second, UpdateCause cause)
    {
        using var run = new PipelineRun(PipelineRun.Defaults with { UpdateInterval = TimeSpan.FromHours(10) });
        run.Exceed(Of("pump", 0, Noon));

        run.Exceed(second);

        Assert.Equal(cause == UpdateCause.None ? [] : [cause], run.Changes.Skip(1).Select(change => change.Cause));
        Assert.Equal(1, run.Pipeline.OpenIncidents);
    }

    [Fact]
    public void Push_KindThatWasToldBefore_IsNotToldAgain()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));
        run.Exceed(Of("pump", 1, Noon + Second) with { LeadingEvidence = Evidence.Average });

        run.Exceed(Of("pump", 2, Noon + 2 * Second));
        run.Exceed(Of("pump", 3, Noon + 3 * Second) with { LeadingEvidence = Evidence.Average });

        Assert.Equal(2, run.Changes.Count);
    }

    [Fact]
    public void Push_SecondRecovery_IsNotToldAgain()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));

        run.Exceed(Of("pump", 1, Noon + Minute).BackInRange());
        run.Exceed(Of("pump", 2, Noon + 2 * Minute).BackInRange());

        Assert.Equal([UpdateCause.None, UpdateCause.Recovery], run.Changes.Select(change => change.Cause));
    }

    [Fact]
    public void Advance_AfterARecovery_ResolvesAsRecovered()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));
        run.Exceed(Of("pump", 1, Noon + Minute).BackInRange());

        run.Advance(Noon + 2 * Hour);

        Assert.Equal((IncidentState.Resolve, Resolution.Recovered), (run.Changes[^1].State, run.Changes[^1].Resolution));
    }

    [Fact]
    public void Advance_NobodySaidHowItEnded_ResolvesAsUnknown()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));
        run.Exceed(Of("pump", 1, Noon + Minute).BackInRange());
        run.Exceed(Of("pump", 2, Noon + 2 * Minute));

        run.Advance(Noon + 2 * Hour);

        Assert.Equal(Resolution.Unknown, run.Changes[^1].Resolution);
    }

    [Fact]
    public void Settle_NewNormal_IsWhatTheResolveSays()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));
        run.Pipeline.Settle("pump", Resolution.NewNormal);
        run.Pipeline.Settle("boiler", Resolution.NewNormal);

        run.Advance(Noon + 2 * Hour);

        Assert.Equal([Resolution.Unknown, Resolution.NewNormal], run.Changes.Select(change => change.Resolution));
    }

    [Fact]
    public void Push_RecoverySoonAfterTheEnd_IsASecondResolveAndNoNewIncident()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));
        run.Pipeline.Settle("pump", Resolution.NewNormal);
        run.Advance(Noon + Hour);

        run.Exceed(Of("pump", 1, Noon + 100 * Minute).BackInRange());
        run.Exceed(Of("pump", 2, Noon + 101 * Minute).BackInRange());

        Assert.Equal(
            [("pump", IncidentState.Open, 0, 0), ("pump", IncidentState.Resolve, 1, Hour), ("pump", IncidentState.Resolve, 2, 100 * Minute)], run.Told());
        Assert.Single(run.Changes.Select(change => change.IncidentId).Distinct());
        Assert.Equal([Resolution.NewNormal, Resolution.Recovered], run.Changes.Skip(1).Select(change => change.Resolution));
        Assert.Equal(0, run.Pipeline.OpenIncidents);
    }

    [Theory]
    [InlineData(120, true)] // long after the end
    [InlineData(100, false)] // further out than before
    public void Push_WhatIsNoRecovery_OpensANewIncident(int minutes, bool isBackInRange)
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));
        run.Advance(Noon + Hour);
        Exceedance next = Of("pump", 1, Noon + minutes * Minute);

        run.Exceed(isBackInRange ? next.BackInRange() : next with { Direction = 1, Actual = [99.0] });

        Assert.Equal([IncidentState.Open, IncidentState.Resolve, IncidentState.Open], run.Changes.Select(change => change.State));
    }

    [Fact]
    public void Push_IncidentAfterIncident_DoublesTheQuietSpanUpToItsMaximumAndSaysSo()
    {
        using var run = new PipelineRun(PipelineRun.Defaults with { MaxQuiet = TimeSpan.FromHours(3) });
        long time = Noon;
        for (int offset = 0; offset < 4; offset++)
        {
            run.Exceed(Of("pump", offset, time));
            time += 3 * Hour + Minute;
        }

        Assert.Equal(
            [(0, 1.0), (1, 2.0), (2, 3.0), (3, 3.0)],
            run.Changes.Where(change => change.State == IncidentState.Open).Select(change => (change.Flaps, change.QuietSpan.TotalHours)));
        Assert.Equal([Hour, 5 * Hour + Minute, 9 * Hour + 2 * Minute], run.Told().Where(told => told.State == IncidentState.Resolve).Select(told => told.Milliseconds));
        Assert.Equal(TimeSpan.FromHours(3), run.Changes[5].Quiet);
    }

    [Theory]
    [InlineData(5 * Hour - 1, 1)]
    [InlineData(5 * Hour, 0)]
    public void Push_AfterFourQuietSpansWithoutAnIncident_StartsAfresh(long milliseconds, int flaps)
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));

        run.Exceed(Of("pump", 1, Noon + milliseconds));

        Assert.Equal(flaps, run.Changes[^1].Flaps);
    }

    [Fact]
    public void Save_OfAnyState_IsAllThatTheHashSees()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("boiler", 0, Noon));
        run.Exceed(Of("pump", 1, Noon + 50 * Minute));
        run.Exceed(Of("fan", 2, Noon + 2 * Hour));
        string before = run.StateHash();

        run.Restore();

        Assert.Equal(before, run.StateHash());
        Assert.Equal(1, run.Pipeline.OpenIncidents);
        run.Advance(Noon + 3 * Hour);
        Assert.Equal(("fan", IncidentState.Resolve, 1, 3 * Hour), run.Told().Last());
    }
}
