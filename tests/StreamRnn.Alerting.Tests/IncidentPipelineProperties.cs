using FsCheck;
using FsCheck.Fluent;
using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

/// <summary>What holds for any run of exceedances, whatever the streams, scores and times.</summary>
public sealed class IncidentPipelineProperties
{
    /// <summary>Any fixed pair does: the same runs are tried in every test run.</summary>
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260131UL, 7UL);

    private static readonly IncidentOptions Options = PipelineRun.Defaults with { Quiet = TimeSpan.FromSeconds(10), MaxQuiet = TimeSpan.FromSeconds(40), UpdateInterval = TimeSpan.FromSeconds(3) };

    /// <summary>
    /// An event of the lane: gaps up to 15 s lie on both sides of the quiet span, lags let a stream fall behind the watermark or stand ahead of it, three streams meet and
    /// part, scores lie below, between and above the thresholds, and a value comes back in every other case where its direction allows for it.
    /// </summary>
    private sealed record Step(int Stream, long Gap, long Lag, int Score, int Direction, bool Restarts);

    /// <summary>Mutes 30 s of every minute, as far as a run goes.</summary>
    private static readonly IncidentOptions Muting = Options with
    {
        Rules = new RuleSet([new AlertRule { Name = "half", Mute = new MuteSchedule { Once = [.. Enumerable.Range(0, 100).Select(minute => new OneTimeSpan(Noon + minute * Minute, Noon + minute * Minute + 30 * Second))] } }], []),
    };

    /// <summary>Three streams, two of which are a group, and more than one opening in 20 s is a storm.</summary>
    private static readonly IncidentOptions Summarising = Options with
    {
        Groups = [new GroupDefinition("pair", new("^(stream) [01]$", AlertRule.PatternOptions), 2, TimeSpan.FromSeconds(8))],
        StormIncidents = 1,
        StormWithin = TimeSpan.FromSeconds(20),
    };

    private static Arbitrary<Step[]> Inputs { get; } = Gen.Choose(0, 2)
        .SelectMany(stream => Gen.OneOf(Gen.Choose(0, 2), Gen.Choose(0, 15_000), Gen.Elements(3000, 10_000)), (stream, gap) => (stream, gap))
        .SelectMany(step => Gen.Choose(-20_000, 20_000), (step, lag) => (step.stream, step.gap, lag))
        .SelectMany(step => Gen.Choose(10, 99), (step, score) => (step.stream, step.gap, step.lag, score))
        .SelectMany(step => Gen.Choose(-1, 1), (step, direction) => (step.stream, step.gap, step.lag, step.score, direction))
        .SelectMany(step => Gen.Elements(true, false), (step, restarts) => new Step(step.stream, step.gap, step.lag, step.score, step.direction, restarts))
        .ArrayOf().ToArbitrary();

    [Fact]
    public void Changes_OfTheSameInput_AreTheSame() =>
        Check(steps => Run(steps).SequenceEqual(Run(steps)));

    /// <summary>Of streams that are not ahead of their lane: the lane learns of such a time only when it gets there, for which every tick counts.</summary>
    [Fact]
    public void Changes_WithExtraTicksInBetween_AreTheSame() =>
        Check(all =>
        {
            Step[] steps = [.. all.Where(step => step.Lag >= 0)];
            return Run(steps).SequenceEqual(Run(steps, ticksBetween: 5)) && Run(steps).SequenceEqual(Run(steps, ticksBetween: 1));
        });

    [Fact]
    public void Changes_WithRestartsInBetween_AreTheSame() =>
        Check(steps => All(steps, restart: false, ticksBetween: 0, Options).SequenceEqual(All(steps, restart: true, ticksBetween: 0, Options)));

    [Fact]
    public void Changes_WithRulesAndRestartsInBetween_AreTheSame() =>
        Check(steps => All(steps, restart: false, ticksBetween: 0, Muting).SequenceEqual(All(steps, restart: true, ticksBetween: 0, Muting)));

    [Fact]
    public void All_WithGroupsStormsAndRestartsInBetween_IsTheSame() =>
        Check(steps => All(steps, restart: false, ticksBetween: 0).SequenceEqual(All(steps, restart: true, ticksBetween: 0)));

    [Fact]
    public void All_WithGroupsStormsAndTicksInBetween_IsTheSame() =>
        Check(all =>
        {
            Step[] steps = [.. all.Where(step => step.Lag >= 0)];
            return All(steps, restart: false, ticksBetween: 0).SequenceEqual(All(steps, restart: true, ticksBetween: 3));
        });

    [Fact]
    public void All_WithRulesGroupsStormsAndRestartsInBetween_IsTheSame()
    {
        IncidentOptions options = Summarising with { Rules = Muting.Rules };
        Check(steps => All(steps, restart: false, ticksBetween: 0, options).SequenceEqual(All(steps, restart: true, ticksBetween: 0, options)));
    }

    /// <summary>Nothing is dropped unsaid: every incident is told, or stands in a summary's count, and each summary ends.</summary>
    [Fact]
    public void Summaries_OfALane_CountEveryIncidentThatIsNotTold() =>
        Check(steps =>
        {
            using PipelineRun run = Drive(steps, Summarising, 0, resolveAll: true, restart: false);
            return run.Changes.Where(change => change is { State: IncidentState.Open, Sequence: 0, Withheld: Withholding.Storm or Withholding.Group })
                .GroupBy(change => change.FoldedInto).All(folded => run.Summaries.Last(summary => summary.Id == folded.Key) is { State: IncidentState.Resolve } end
                    && (end.Kind == SummaryKind.Storm ? end.Incidents == folded.Count() : end.Incidents > folded.Count()));
        });

    [Fact]
    public void Alerts_OfALaneWithGroupsAndStorms_HaveAnOpeningForEveryResolve() =>
        Check(steps =>
        {
            using PipelineRun run = Drive(steps, Summarising, 0, resolveAll: true, restart: false);
            return run.Alerts.GroupBy(change => change.IncidentId).All(incident =>
                incident.First().State == IncidentState.Open
                && incident.Count(change => change.State == IncidentState.Open) == 1
                && incident.Any(change => change.State == IncidentState.Resolve)
                && incident.Zip(incident.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence));
        });

    [Fact]
    public void Changes_OfALaneWithRules_TellEveryIncidentThatOpensUnmutedAndWithholdTheRest() =>
        Check(steps => Run(steps, out int open, options: Muting).GroupBy(change => change.IncidentId).All(incident =>
            incident.First() is var first && first.State == IncidentState.Open
            && first.Withheld == (Muting.Rules.Rules[0].Mute.Contains(first.Opening.Time) ? Withholding.Muted : Withholding.None)
            && (first.Withheld == Withholding.None || incident.Count() == 1)));

    [Fact]
    public void Changes_OfAnIncident_AreNumberedWithoutHolesFromOneOpeningToAResolveAfterWhichOnlyARecoveryIsTold() =>
        Check(steps => Run(steps).GroupBy(change => change.IncidentId).All(incident =>
            incident.Select(change => change.Sequence).SequenceEqual(Enumerable.Range(0, incident.Count()))
            && incident.First().State == IncidentState.Open
            && incident.Count(change => change.State == IncidentState.Open) == 1
            && incident.SkipWhile(change => change.State != IncidentState.Resolve).Skip(1).All(change => change is { State: IncidentState.Resolve, Resolution: Resolution.Recovered, FollowsTheEnd: true })
            && incident.Count(change => change.State == IncidentState.Resolve) <= 2
            && incident.All(change => change.IncidentId == IncidentId.Of(change.Opening))));

    [Fact]
    public void OpenIncidents_AfterAnyRun_AreThoseOpenedAndNotResolved() =>
        Check(steps =>
        {
            IncidentChange[] changes = Run(steps, out int open);
            int resolved = changes.Where(change => change.State == IncidentState.Resolve).Select(change => change.IncidentId).Distinct().Count();
            return changes.Count(change => change.State == IncidentState.Open) == resolved + open;
        });

    [Fact]
    public void Changes_OfALane_HaveOneOpenIncidentPerStreamAndCountEveryExceedance() =>
        Check(steps =>
        {
            IncidentChange[] changes = Run(steps, resolveAll: true);
            var open = new Dictionary<string, string>();
            foreach (IncidentChange change in changes)
            {
                bool consistent = change.State switch
                {
                    IncidentState.Open => open.TryAdd(change.Opening.Stream, change.IncidentId),
                    IncidentState.Update => open.GetValueOrDefault(change.Opening.Stream) == change.IncidentId,
                    _ when change.FollowsTheEnd => !open.ContainsKey(change.Opening.Stream),
                    _ => open.Remove(change.Opening.Stream, out string? id) && id == change.IncidentId,
                };
                if (!consistent)
                {
                    return false;
                }
            }

            int counted = changes.Where(change => change.State == IncidentState.Resolve && !change.FollowsTheEnd).Sum(change => change.ExceedanceCount);
            int exceedances = steps.Count(step => step.Score >= 50);
            return open.Count == 0 && (steps.Any(step => step.Direction > 0) ? counted <= exceedances : counted == exceedances);
        });

    private static void Check(Func<Step[], bool> property) => Prop.ForAll(Inputs, property).Check(Runs);

    private static IncidentChange[] Run(Step[] steps, int ticksBetween = 0, bool resolveAll = false) =>
        Run(steps, out _, ticksBetween, resolveAll);

    private static IncidentChange[] Run(Step[] steps, out int open, int ticksBetween = 0, bool resolveAll = false, IncidentOptions? options = null)
    {
        using PipelineRun run = Drive(steps, options ?? Options, ticksBetween, resolveAll, restart: false);
        open = run.Pipeline.OpenIncidents;
        return [.. run.Changes];
    }

    private static IEnumerable<string> All(Step[] steps, bool restart, int ticksBetween, IncidentOptions? options = null)
    {
        using PipelineRun run = Drive(steps, options ?? Summarising, ticksBetween, resolveAll: true, restart);
        return [.. run.AllTold(), run.StateHash()];
    }

    private static PipelineRun Drive(Step[] steps, IncidentOptions options, int ticksBetween, bool resolveAll, bool restart)
    {
        var run = new PipelineRun(options);
        long watermark = Noon;
        for (int offset = 0; offset < steps.Length; offset++)
        {
            Step step = steps[offset];
            for (int tick = 1; tick <= ticksBetween; tick++)
            {
                run.Advance(watermark + step.Gap * tick / (ticksBetween + 1));
            }

            watermark += step.Gap;
            Exceedance exceedance = Of($"stream {step.Stream}", offset, watermark - step.Lag, step.Score / 100.0) with { Direction = step.Direction };
            run.Exceed(step.Direction > 0 ? exceedance.BackInRange() : step.Direction == 0 && step.Score % 2 == 0 ? exceedance.AsSilence(step.Gap) : exceedance, watermark);
            if (restart && step.Restarts)
            {
                run.Restore();
            }
        }

        if (resolveAll)
        {
            // A stream may stand 20 s ahead of its lane.
            run.Advance(watermark + 20_000 + (long)Options.MaxQuiet.TotalMilliseconds);
        }

        return run;
    }
}
