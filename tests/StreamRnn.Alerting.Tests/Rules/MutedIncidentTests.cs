using StreamRnn.Alerting.Rules;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests.Rules;

/// <summary>What becomes of incidents that a rule mutes from noon to two o'clock.</summary>
public sealed class MutedIncidentTests
{
    private const long End = Noon + 2 * Hour;

    [Fact]
    public void Push_Muted_OpensAnIncidentThatIsWithheldAndCounted()
    {
        using PipelineRun run = Run();

        run.Exceed(Of("pump", 0, Noon));
        run.Exceed(Of("pump", 1, Noon + Minute, 0.9));
        run.Exceed(Of("boiler", 2, Noon + Minute));
        run.Advance(Noon + 5 * Hour);

        Assert.Equal([(IncidentState.Open, Withholding.Muted, 0L), (IncidentState.Open, Withholding.Muted, 2L)], run.Changes.Select(change => (change.State, change.Withheld, change.Opening.Offset)));
        Assert.Equal(new Muting("repair", Noon), run.Changes[0].Muting);
        Assert.Equal((3, 2), (run.Pipeline.RuleCounts.Exceedances(0), run.Pipeline.RuleCounts.Incidents(0)));
        Assert.Equal(0, run.Pipeline.OpenIncidents);
    }

    [Fact]
    public void Push_IncidentThatBeganMutedLasts_IsToldOnceAsOpenedThen()
    {
        using PipelineRun run = Run();
        run.Exceed(Of("pump", 0, End - 10 * Minute));

        run.Exceed(Of("pump", 1, End));
        run.Exceed(Of("pump", 2, End + Minute, 0.6));

        IncidentChange opening = Assert.Single(run.Changes, change => change.Withheld == Withholding.None);
        Assert.Equal((IncidentState.Open, 0, 1L), (opening.State, opening.Sequence, opening.Opening.Offset));
        Assert.Equal(new Muting("repair", End - 10 * Minute), opening.Muting);
        Assert.Equal(1, run.Pipeline.OpenIncidents);
        run.Advance(End + 3 * Hour);
        Assert.Equal(("pump", IncidentState.Resolve, 1, 3 * Hour + Minute), run.Told().Last());
        Assert.Equal(0, run.Pipeline.OpenIncidents);
    }

    [Fact]
    public void Push_ManyStreamsComeBackAtTheEnd_OpenNoIncident()
    {
        using PipelineRun run = Run();
        const int Streams = 1000;
        for (int stream = 0; stream < Streams; stream++)
        {
            run.Exceed(Of($"pump {stream}", stream, Noon + Hour + 30 * Minute));
        }

        for (int stream = 0; stream < Streams; stream++)
        {
            run.Exceed(Of($"pump {stream}", Streams + stream, End + Minute).BackInRange());
            run.Exceed(Of($"pump {stream}", Streams + stream, End + 2 * Minute).BackInRange());
        }

        run.Advance(End + 10 * Hour);

        Assert.All(run.Changes, change => Assert.Equal(Withholding.Muted, change.Withheld));
        Assert.Equal(Streams, run.Changes.Count);
    }

    [Fact]
    public void Push_StreamComesBackFromTheOtherSideOfItsFault_OpensNoIncident()
    {
        using PipelineRun run = Run();
        run.Exceed(Of("pump", 0, End - 30 * Minute) with { Direction = 1, Actual = [99] });
        run.Exceed(Of("pump", 1, End - Minute));

        run.Exceed(Of("pump", 2, End + Minute).BackInRange());

        Assert.DoesNotContain(run.Changes, change => change.Withheld == Withholding.None);
    }

    [Fact]
    public void Push_ComesBackSoonAfterASilentEnd_OpensNoIncident()
    {
        using PipelineRun run = Run();
        run.Exceed(Of("pump", 0, Noon));

        run.Exceed(Of("pump", 1, Noon + Hour + 30 * Minute));
        run.Advance(End + 45 * Minute);
        run.Exceed(Of("pump", 2, End + 50 * Minute).BackInRange());

        Assert.DoesNotContain(run.Changes, change => change.Withheld == Withholding.None);
    }

    [Fact]
    public void Push_OpensAfterAMutedIncident_DoesNotFlap()
    {
        using PipelineRun run = Run();
        run.Exceed(Of("pump", 0, Noon));

        run.Exceed(Of("pump", 1, End + Minute));

        Assert.Equal([Withholding.Muted, Withholding.None], run.Changes.Select(change => change.Withheld));
        Assert.Equal(0, run.Changes[^1].Flaps);
    }

    [Fact]
    public void Push_MuteBeginsWithinAnIncident_WithholdsItsUpdatesAndTellsItsEnd()
    {
        using PipelineRun run = Run();
        run.Exceed(Of("pump", 0, Noon - Minute));

        run.Exceed(Of("pump", 1, Noon + 30 * Minute, 0.95));
        run.Advance(Noon + 90 * Minute);

        Assert.Equal([("pump", IncidentState.Open, 0, -Minute), ("pump", IncidentState.Resolve, 1, 90 * Minute)], run.Told());
        Assert.Equal((1, 0), (run.Pipeline.RuleCounts.Exceedances(0), run.Pipeline.RuleCounts.Incidents(0)));
    }

    [Fact]
    public void Push_SeverityCap_IsThatOfTheLeastBoundExceedance()
    {
        var rules = new RuleSet([new AlertRule { Name = "quiet temperature", SeverityCap = 0, Feature = new("^temperature$", AlertRule.PatternOptions) }], ["temperature", "vibration"]);
        using var run = new PipelineRun(PipelineRun.Defaults with { Rules = rules });
        Exceedance first = Of("pump", 0, Noon) with { Actual = Twice(1, 1), Expected = Twice(2, 2), Lower = Twice(1, 1), Upper = Twice(3, 3), Attribution = Twice(1, 0) };

        run.Exceed(first);
        run.Exceed(first with { Offset = 1, LeadingFeature = 1 });

        Assert.Equal([0, int.MaxValue], run.Changes.Select(change => change.SeverityCap));
    }

    private static PipelineRun Run() => new(PipelineRun.Defaults with
    {
        Rules = new RuleSet([new AlertRule { Name = "repair", Mute = new MuteSchedule { Once = [new OneTimeSpan(Noon, End)] } }], []),
    });
}
