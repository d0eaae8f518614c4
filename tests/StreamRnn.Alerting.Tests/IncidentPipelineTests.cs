using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

/// <summary>How exceedances become incidents, of streams whose time is their lane's.</summary>
public sealed class IncidentPipelineTests
{
    [Fact]
    public void Push_FirstExceedance_OpensAnIncidentThatSaysAllOfIt()
    {
        using var run = new PipelineRun();
        Exceedance exceedance = Of("pump", 7, Noon, 0.8);

        run.Exceed(exceedance);

        IncidentChange open = Assert.Single(run.Changes);
        Assert.Equal(IncidentState.Open, open.State);
        Assert.Equal(0, open.Sequence);
        Assert.Same(exceedance, open.Opening);
        Assert.Same(exceedance, open.Trigger);
        Assert.Equal(0.8, open.PeakScore);
        Assert.Equal(1, open.ExceedanceCount);
        Assert.Equal(Noon, open.Time);
        Assert.Equal(1, run.Pipeline.OpenIncidents);
    }

    [Fact]
    public void Push_WeakerExceedanceWithinTheUpdateInterval_IsCountedButNotTold()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon, 0.8));

        run.Exceed(Of("pump", 1, Noon + 9 * Minute, 0.8));
        Assert.Single(run.Changes);

        run.Exceed(Of("pump", 2, Noon + 10 * Minute, 0.6));
        IncidentChange update = run.Changes[^1];
        Assert.Equal((IncidentState.Update, 1, 3, 0.8), (update.State, update.Sequence, update.ExceedanceCount, update.PeakScore));
        Assert.Equal(2, update.Trigger.Offset);
        Assert.Equal(0, update.Opening.Offset);
    }

    [Fact]
    public void Push_BelowTheThreshold_GoesOnWithAnOpenIncidentAndOpensNone()
    {
        using var run = new PipelineRun();
        double below = Math.BitDecrement(run.Pipeline.Options.OpenThreshold);

        run.Exceed(Of("pump", 0, Noon, below));
        Assert.Empty(run.Changes);

        run.Exceed(Of("pump", 1, Noon + Minute, 0.8));
        run.Exceed(Of("pump", 2, Noon + (50 * Minute), below));
        run.Advance(Noon + (100 * Minute));
        Assert.Equal(1, run.Pipeline.OpenIncidents);
        run.Advance(Noon + (110 * Minute));
        Assert.Equal(0, run.Pipeline.OpenIncidents);
    }

    [Fact]
    public void Push_ExceedanceThatOutdoesThePeak_IsToldAtOnce()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon, 0.8));

        run.Exceed(Of("pump", 1, Noon + Second, 0.95));
        run.Exceed(Of("pump", 2, Noon + 2 * Second, 0.94));

        Assert.Equal([("pump", IncidentState.Open, 0, 0), ("pump", IncidentState.Update, 1, Second)], run.Told());
        Assert.Equal(0.95, run.Changes[^1].PeakScore);
    }

    [Fact]
    public void Advance_QuietSpanOver_ResolvesAtTheMomentItFellDue()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));
        run.Exceed(Of("pump", 1, Noon + Minute, 0.7));

        run.Advance(Noon + Minute + Hour - 1);
        Assert.Single(run.Changes);

        run.Advance(Noon + 5 * Hour);
        IncidentChange resolve = run.Changes[^1];
        Assert.Equal((IncidentState.Resolve, 1, 2), (resolve.State, resolve.Sequence, resolve.ExceedanceCount));
        Assert.Equal(Noon + Minute + Hour, resolve.Time);
        Assert.Equal(1, resolve.Trigger.Offset);
        Assert.Equal(run.Changes[0].IncidentId, resolve.IncidentId);
        Assert.Equal(0, run.Pipeline.OpenIncidents);
    }

    [Fact]
    public void Push_AtTheVeryEndOfTheQuietSpan_ResolvesTheOldIncidentAndOpensANewOne()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));

        run.Exceed(Of("pump", 1, Noon + Hour));

        Assert.Equal(
            [("pump", IncidentState.Open, 0, 0), ("pump", IncidentState.Resolve, 1, Hour), ("pump", IncidentState.Open, 0, Hour)], run.Told());
        Assert.NotEqual(run.Changes[0].IncidentId, run.Changes[2].IncidentId);
    }

    [Fact]
    public void Advance_SeveralFallDueAtOnce_TellsThemByDueTimeThenOpeningOrder()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("first", 0, Noon));
        run.Exceed(Of("second", 1, Noon + Second));
        run.Exceed(Of("third", 2, Noon + 2 * Second));
        run.Exceed(Of("second", 3, Noon + Minute, 0.5));
        run.Exceed(Of("fourth", 4, Noon + Minute));
        run.Exceed(Of("first", 5, Noon + Minute, 0.5));

        run.Advance(Noon + 365 * 24 * Hour);

        Assert.Equal(
            [("third", 2 * Second + Hour), ("first", Minute + Hour), ("second", Minute + Hour), ("fourth", Minute + Hour)],
            run.Told().Where(told => told.State == IncidentState.Resolve).Select(told => (told.Stream, told.Milliseconds)));
    }

    [Fact]
    public void Push_BeforeAnyWatermark_SaysWhatIsMissing()
    {
        using var run = new PipelineRun();

        var error = Assert.Throws<InvalidOperationException>(() => run.Pipeline.Push(Of("pump", 0, Noon)));

        Assert.Equal("An exceedance of stream \"pump\" came before the first watermark; call Advance first.", error.Message);
    }

    [Fact]
    public void Dispose_WithOpenIncidents_SaysNothing()
    {
        var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));

        run.Dispose();

        Assert.Single(run.Changes);
    }

    [Fact]
    public void Push_CallerThrowsOnAChange_LeavesTheWindowsWhole()
    {
        var states = new List<IncidentState>();
        bool fail = true;
        using var pipeline = new IncidentPipeline(PipelineRun.Defaults, change =>
        {
            if (fail)
            {
                throw new IOException("no space left");
            }

            states.Add(change.State);
        });
        pipeline.Advance(Noon);

        Assert.Throws<IOException>(() => pipeline.Push(Of("pump", 0, Noon)));
        fail = false;
        pipeline.Advance(Noon + Hour);

        Assert.Equal([IncidentState.Resolve], states);
    }

    [Fact]
    public void AddTo_AnyPartOfTheState_ChangesTheHash()
    {
        Exceedance first = Of("pump", 0, Noon, 0.8);
        Exceedance weaker = Of("pump", 1, Noon + Second, 0.7);
        Action<PipelineRun>[] pasts =
        [
            run => run.Advance(Noon),
            run => run.Advance(Noon + Second),
            run => run.Exceed(first),
            run => run.Exceed(first with { Stream = "boiler" }),
            run => run.Exceed(first with { RawScore = Math.BitIncrement(first.RawScore) }),
            run => run.Exceed(first with { SilentFor = TimeSpan.FromMinutes(12) }),
            run => run.Exceed(first, watermark: Noon + Second),
            run => Exceed(run, first, weaker),
            run => Exceed(run, first, weaker with { Actual = [double.NaN] }),
            run => Exceed(run, first, weaker with { Offset = 2 }),
            run => Exceed(run, first, weaker, weaker with { Time = weaker.Time + 1 }),
            run =>
            {
                run.Exceed(first);
                run.Advance(Noon + Hour);
            },
        ];

        Assert.Equal(pasts.Length, pasts.Select(HashOf).Distinct().Count());
        Assert.Equal(pasts.Select(HashOf), pasts.Select(HashOf));

        static void Exceed(PipelineRun run, params Exceedance[] exceedances) => Array.ForEach(exceedances, exceedance => run.Exceed(exceedance));

        static string HashOf(Action<PipelineRun> past)
        {
            using var run = new PipelineRun();
            past(run);
            return run.StateHash();
        }
    }
}
