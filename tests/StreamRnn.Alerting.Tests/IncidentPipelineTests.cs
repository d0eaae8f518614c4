using System.Runtime.CompilerServices;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

public sealed class IncidentPipelineTests
{
    private const long Second = 1000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;

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
    public void Push_ExceedanceThatOutdoesThePeak_IsToldAtOnce()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon, 0.8));

        run.Exceed(Of("pump", 1, Noon + Second, 0.81));
        run.Exceed(Of("pump", 2, Noon + 2 * Second, 0.805));

        Assert.Equal([("pump", IncidentState.Open, 0, 0), ("pump", IncidentState.Update, 1, Second)], run.Told());
        Assert.Equal(0.81, run.Changes[^1].PeakScore);
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
        Assert.Equal(("pump", IncidentState.Resolve, 1, Hour), run.Told().Last());
        Assert.Equal(TimeSpan.FromHours(1), run.Changes[^1].Quiet);
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
        using var run = new PipelineRun(new IncidentOptions { Quiet = TimeSpan.FromDays(30) });

        run.Exceed(Of("pump", 0, first));
        run.Advance(last);
        run.Exceed(Of("pump", 1, last));

        Assert.Equal([IncidentState.Open, IncidentState.Resolve, IncidentState.Open], run.Changes.Select(change => change.State));
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
        using var pipeline = new IncidentPipeline(new IncidentOptions(), change =>
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Advance_NothingDue_AllocatesNothing(bool incidentOpen)
    {
        using var run = new PipelineRun();
        run.Advance(Noon);
        if (incidentOpen)
        {
            run.Exceed(Of("pump", 0, Noon));
        }

        // A million events in all, within the quiet span.
        const int Events = 200_000;
        Assert.Equal(0, Allocations.OfEachRound(round =>
        {
            for (int i = 0; i < Events; i++)
            {
                run.Pipeline.Advance(Noon + round * Events + i);
            }
        }));
    }

    [Fact]
    public void Advance_IncidentsResolved_ReleasesAllThatTheyHeld()
    {
        using var pipeline = new IncidentPipeline(new IncidentOptions(), static _ => { });

        WeakReference[] held = PushAndForget(pipeline, streams: 2000);
        Assert.Equal(2000, pipeline.OpenIncidents);
        pipeline.Advance(Noon + 10 * Hour);
        // One more window, so that no field of an operator still shows the last element.
        pipeline.Push(Of("after", long.MaxValue, Noon + 10 * Hour));
        GC.Collect();

        Assert.Equal(1, pipeline.OpenIncidents);
        Assert.Equal(0, held.Count(reference => reference.IsAlive));
    }

    [Fact]
    public void Push_OneIncidentWithManyExceedances_HoldsAFewOfThem()
    {
        using var pipeline = new IncidentPipeline(new IncidentOptions { Quiet = TimeSpan.FromDays(30) }, static _ => { });

        WeakReference[] held = PushAndForget(pipeline, streams: 1, exceedancesPerStream: 5000);
        GC.Collect();

        // The opening and the last, and what the operators still show of the last.
        Assert.InRange(held.Count(reference => reference.IsAlive), 1, 4);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] PushAndForget(IncidentPipeline pipeline, int streams, int exceedancesPerStream = 1)
    {
        var held = new List<WeakReference>();
        for (int round = 0; round < exceedancesPerStream; round++)
        {
            pipeline.Advance(Noon + round);
            for (int stream = 0; stream < streams; stream++)
            {
                Exceedance exceedance = Of($"stream {stream}", held.Count, Noon + round);
                held.Add(new WeakReference(exceedance));
                pipeline.Push(exceedance);
            }
        }

        return [.. held];
    }
}
