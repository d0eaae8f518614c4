using StreamRnn.Alerting.Summaries;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests.Summaries;

/// <summary>A lane of which four incidents in ten minutes are no storm yet.</summary>
public sealed class StormGuardTests
{
    private const int Rate = 4;

    [Fact]
    public void Push_AsManyAsAreAllowed_AreToldOneByOne()
    {
        using PipelineRun run = Run();

        Open(run, 0, Rate, Noon);
        Open(run, Rate, 1, Noon + 10 * Minute);

        Assert.Empty(run.Summaries);
        Assert.Equal(Rate + 1, run.Alerts.Count());
    }

    [Fact]
    public void Push_OneMoreThanAreAllowed_BeginsAStormThatTakesItAndWhatFollows()
    {
        using PipelineRun run = Run();

        Open(run, 0, Rate, Noon);
        Open(run, Rate, 3, Noon + Minute);

        Assert.Equal(Rate, run.Alerts.Count());
        SummaryChange begin = Assert.Single(run.Summaries);
        Assert.Equal(
            (SummaryKind.Storm, IncidentState.Open, 0, "readings/3", Noon + Minute, 1, 1), (begin.Kind, begin.State, begin.Sequence, begin.Name, begin.Time, begin.Incidents, begin.OpenIncidents));
        Assert.Equal($"pump {Rate}", Assert.Single(begin.Listed).Stream);
        Assert.All(run.Changes.Skip(Rate), change => Assert.Equal((Withholding.Storm, begin.Id), (change.Withheld, change.FoldedInto)));
        Assert.Equal(Rate + 3, run.Pipeline.OpenIncidents);
    }

    [Fact]
    public void Advance_StormGrows_SaysEverySpanWhichOpenedSinceTheLastWord()
    {
        using PipelineRun run = Run();
        Open(run, 0, Rate + 1, Noon);
        Open(run, 10, 60, Noon + Minute);

        run.Advance(Noon + 10 * Minute - 1);
        Assert.Single(run.Summaries);
        Open(run, 100, 1, Noon + 10 * Minute);

        SummaryChange update = run.Summaries[^1];
        Assert.Equal((IncidentState.Update, 1, Noon + 10 * Minute, 61), (update.State, update.Sequence, update.Time, update.Incidents));
        Assert.Equal(Summary.MaxListed, update.Listed.Length);
        Assert.Equal(60 - Summary.MaxListed, update.NotListed);
        Assert.Equal("pump 10", update.Listed[0].Stream);
        run.Advance(Noon + 20 * Minute);
        Assert.Equal(["pump 100"], run.Summaries[^1].Listed.Select(incident => incident.Stream));
    }

    [Fact]
    public void Advance_StormIsOver_TellsThoseThatAreStillOpen()
    {
        using PipelineRun run = Run();
        Open(run, 0, Rate + 3, Noon);
        for (int minute = 30; minute <= 120; minute += 30)
        {
            run.Exceed(Of("pump 5", 1000 + minute, Noon + minute * Minute, 0.7));
        }

        // Six of seven resolve after an hour; fewer than the rate are then open.
        SummaryChange end = run.Summaries[^1];
        Assert.Equal((IncidentState.Resolve, Noon + 10 * Minute, 3, 3), (end.State, end.Time, end.Incidents, end.OpenIncidents));
        Assert.Equal(["pump 4", "pump 5", "pump 6"], end.Listed.Select(incident => incident.Stream));
        IncidentChange[] told = [.. run.Alerts.Where(change => change is { State: IncidentState.Open, Sequence: > 0 })];
        Assert.Equal([("pump 4", 1), ("pump 5", 1), ("pump 6", 1)], told.Select(change => (change.Opening.Stream, change.Sequence)));
        Assert.All(told, change => Assert.Equal((Noon + 10 * Minute, Noon), (change.Time, change.Opening.Time)));
        Assert.Equal(IncidentState.Update, run.Alerts.Last().State);
        Assert.Null(run.Alerts.Last().FoldedInto);
    }

    [Fact]
    public void Advance_RateHasFallenButManyAreOpen_TheStormGoesOnUntilTheyCanBeTold()
    {
        using PipelineRun run = Run();
        Open(run, 0, Rate + 6, Noon);
        run.Exceed(Of("pump 9", 1000, Noon + 30 * Minute, 0.7));

        run.Advance(Noon + Hour - 1);
        Assert.DoesNotContain(run.Summaries, summary => summary.State == IncidentState.Resolve);
        run.Advance(Noon + Hour);

        SummaryChange end = run.Summaries[^1];
        Assert.Equal((IncidentState.Resolve, Noon + Hour, 6, 1), (end.State, end.Time, end.Incidents, end.OpenIncidents));
        Assert.Equal(("pump 9", IncidentState.Open), (run.Alerts.Last().Opening.Stream, run.Alerts.Last().State));
    }

    [Fact]
    public void Advance_FoldedIncidentsResolve_SaysNothingOfThemAlone()
    {
        using PipelineRun run = Run();
        Open(run, 0, 100, Noon);

        run.Advance(Noon + 10 * Hour);

        Assert.Equal([IncidentState.Open, IncidentState.Update, IncidentState.Resolve], run.Summaries.Select(summary => summary.State));
        Assert.Equal((96, 0), (run.Summaries[^1].Incidents, run.Summaries[^1].OpenIncidents));
        Assert.Equal(2 * Rate, run.Alerts.Count());
        Assert.Equal(192, run.Changes.Count(change => change.Withheld == Withholding.Storm));
        Assert.Equal(0, run.Pipeline.OpenIncidents);
    }

    [Fact]
    public void Push_Off_FoldsNothing()
    {
        using var run = new PipelineRun(PipelineRun.Defaults with { StormIncidents = 0 });

        Open(run, 0, 1000, Noon);

        Assert.Equal(1000, run.Alerts.Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Rate)]
    [InlineData(Rate + 50)]
    public void Restart_AtAnyPoint_OpensNoStormOfItsOwn(int incidents)
    {
        using PipelineRun run = Run();
        Open(run, 0, incidents, Noon);
        int told = run.Changes.Count + run.Summaries.Count;

        run.Restore();
        run.Advance(Noon + Second);

        Assert.Equal(told, run.Changes.Count + run.Summaries.Count);
    }

    [Fact]
    public void Push_UpdateIntervalOfZero_DoesNotTellEveryOpening()
    {
        using var run = new PipelineRun(PipelineRun.Defaults with { StormIncidents = Rate, UpdateInterval = TimeSpan.Zero });

        Open(run, 0, 100, Noon);

        Assert.Single(run.Summaries);
    }

    private static PipelineRun Run() => new(PipelineRun.Defaults with { StormIncidents = Rate });

    private static void Open(PipelineRun run, int first, int count, long time)
    {
        for (int pump = first; pump < first + count; pump++)
        {
            run.Exceed(Of($"pump {pump}", pump, time));
        }
    }
}
