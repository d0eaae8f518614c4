using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests.Summaries;

/// <summary>Plants of which three streams within ten minutes make an incident.</summary>
public sealed class GroupWindowsTests
{
    private static readonly IncidentOptions Options = PipelineRun.Defaults with { Groups = [new GroupDefinition("plant", new("^([^/]+)/", AlertRule.PatternOptions), 3, TimeSpan.FromMinutes(10))] };

    [Fact]
    public void Push_EnoughStreamsCloseTogether_OpenTheGroupsIncidentWhichStandsForTheLast()
    {
        using var run = new PipelineRun(Options);

        run.Exceed(Of("a/1", 0, Noon));
        run.Exceed(Of("b/1", 1, Noon));
        run.Exceed(Of("a/2", 2, Noon + Minute, 0.9));
        run.Exceed(Of("loner", 3, Noon + Minute));
        Assert.Empty(run.Summaries);
        run.Exceed(Of("a/3", 4, Noon + 2 * Minute));

        SummaryChange opened = Assert.Single(run.Summaries);
        Assert.Equal(
            (SummaryKind.Group, IncidentState.Open, 0, "plant", "a", Noon + 2 * Minute, 3, 3, 0.9),
            (opened.Kind, opened.State, opened.Sequence, opened.Definition, opened.Name, opened.Time, opened.Incidents, opened.OpenIncidents, opened.PeakScore));
        Assert.Equal(["a/2", "a/1", "a/3"], opened.Listed.Select(member => member.Stream));
        Assert.Equal(["a/1", "b/1", "a/2", "loner"], run.Alerts.Select(change => change.Opening.Stream));
        Assert.Equal((Withholding.Group, opened.Id), (run.Changes[^1].Withheld, run.Changes[^1].FoldedInto));
        Assert.Equal(5, run.Pipeline.OpenIncidents);
    }

    [Theory]
    [InlineData(10 * Minute - 1, 1)]
    [InlineData(10 * Minute, 0)]
    public void Push_ThirdStream_CountsWithThoseWithinTheSpan(long milliseconds, int summaries)
    {
        using var run = new PipelineRun(Options);
        run.Exceed(Of("a/1", 0, Noon));
        run.Exceed(Of("a/2", 1, Noon + Minute));

        run.Exceed(Of("a/3", 2, Noon + milliseconds));

        Assert.Equal(summaries, run.Summaries.Count);
    }

    [Fact]
    public void Push_OneStreamThatOpensThrice_IsNoGroup()
    {
        using var run = new PipelineRun(Options with { Quiet = TimeSpan.FromSeconds(1), MaxQuiet = TimeSpan.FromSeconds(1) });

        run.Exceed(Of("a/1", 0, Noon));
        run.Exceed(Of("a/1", 1, Noon + Minute));
        run.Exceed(Of("a/1", 2, Noon + 2 * Minute));

        Assert.Empty(run.Summaries);
    }

    [Fact]
    public void Push_MoreStreamsJoin_AreToldWhenTheyHaveDoubledOrTheIntervalHasPassed()
    {
        using var run = new PipelineRun(Options);
        Open(run, 3, Noon);
        Open(run, 2, Noon + Minute, first: 3);
        Assert.Single(run.Summaries);

        Open(run, 1, Noon + 2 * Minute, first: 5);
        SummaryChange doubled = run.Summaries[^1];
        Open(run, 1, Noon + 3 * Minute, first: 6);
        run.Advance(Noon + 30 * Minute);

        Assert.Equal((IncidentState.Update, 1, 6, 1), (doubled.State, doubled.Sequence, doubled.Incidents, doubled.SeverityRise));
        Assert.Equal((IncidentState.Update, 2, 7, Noon + 12 * Minute), (run.Summaries[^1].State, run.Summaries[^1].Sequence, run.Summaries[^1].Incidents, run.Summaries[^1].Time));
        Assert.Equal(2, run.Alerts.Count());
    }

    [Fact]
    public void Advance_AllMembersResolved_ResolvesTheGroupAndWhatWasToldBeforeIt()
    {
        using var run = new PipelineRun(Options);
        Open(run, 4, Noon);
        run.Exceed(Of("a/0", 10, Noon + 30 * Minute, 0.95));

        run.Advance(Noon + Hour);
        Assert.Equal([(IncidentState.Open, 0), (IncidentState.Update, 10 * Minute), (IncidentState.Update, 30 * Minute)], run.Summaries.Select(summary => (summary.State, summary.Time - Noon)));
        run.Advance(Noon + 5 * Hour);

        Assert.Equal((IncidentState.Resolve, Noon + 90 * Minute, 4, 0, 0.95), (run.Summaries[^1].State, run.Summaries[^1].Time, run.Summaries[^1].Incidents, run.Summaries[^1].OpenIncidents, run.Summaries[^1].PeakScore));
        IncidentChange[] resolves = [.. run.Alerts.Where(change => change.State == IncidentState.Resolve)];
        Assert.Equal(["a/1", "a/0"], resolves.Select(change => change.Opening.Stream));
        Assert.All(resolves, change => Assert.Equal(run.Summaries[0].Id, change.FoldedInto));
        Assert.DoesNotContain(run.Alerts, change => change.State == IncidentState.Update);
    }

    [Fact]
    public void Push_MutedStreams_DoNotCount()
    {
        var rules = new RuleSet([new AlertRule { Name = "repair", Match = new("^a/[01]$", AlertRule.PatternOptions), Mute = new MuteSchedule { IsAlways = true } }], []);
        using var run = new PipelineRun(Options with { Rules = rules });

        Open(run, 4, Noon);

        Assert.Empty(run.Summaries);
    }

    [Fact]
    public void Push_StreamsOfAGroupInAStorm_AreToldByTheGroup()
    {
        using var run = new PipelineRun(Options with { StormIncidents = 2 });

        Open(run, 20, Noon);
        run.Exceed(Of("b/1", 100, Noon + Minute));

        Assert.Equal([SummaryKind.Group, SummaryKind.Group, SummaryKind.Group, SummaryKind.Storm], run.Summaries.Select(summary => summary.Kind).Order());
        Assert.Equal("b/1", Assert.Single(run.Summaries.Single(summary => summary.Kind == SummaryKind.Storm).Listed).Stream);
    }

    [Fact]
    public void Advance_GroupOfMembersThatAreLongOver_IsForgotten()
    {
        using var run = new PipelineRun(Options);
        string empty = Hash(Noon + 100 * Hour, 0);

        Assert.NotEqual(empty, Hash(Noon + Hour + Minute, 2));
        using var again = new PipelineRun(Options);
        Open(again, 2, Noon);
        again.Advance(Noon + 100 * Hour);
        Assert.Empty(again.Pipeline.Save().Groups);

        static string Hash(long until, int streams)
        {
            using var run = new PipelineRun(Options);
            Open(run, streams, Noon);
            run.Advance(until);
            return run.StateHash();
        }
    }

    private static void Open(PipelineRun run, int count, long time, int first = 0)
    {
        for (int stream = first; stream < first + count; stream++)
        {
            run.Exceed(Of($"a/{stream}", stream, time));
        }
    }
}
