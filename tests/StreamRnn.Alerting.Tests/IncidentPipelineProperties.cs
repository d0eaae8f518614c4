using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

/// <summary>What holds for any run of exceedances, whatever the streams, scores and times.</summary>
public sealed class IncidentPipelineProperties
{
    /// <summary>Any fixed pair does: the same runs are tried in every test run.</summary>
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260131UL, 7UL);

    private static readonly IncidentOptions Options = new() { Quiet = TimeSpan.FromSeconds(10), UpdateInterval = TimeSpan.FromSeconds(3) };

    /// <summary>An event of the lane: gaps up to 15 s lie on both sides of the quiet span, lags let a stream fall behind the watermark, three streams meet and part.</summary>
    private sealed record Step(int Stream, long Gap, long Lag, int Score);

    private static Arbitrary<Step[]> Inputs { get; } = Gen.Choose(0, 2)
        .SelectMany(stream => Gen.OneOf(Gen.Choose(0, 2), Gen.Choose(0, 15_000), Gen.Elements(3000, 10_000)), (stream, gap) => (stream, gap))
        .SelectMany(step => Gen.Choose(0, 20_000), (step, lag) => (step.stream, step.gap, lag))
        .SelectMany(step => Gen.Choose(50, 99), (step, score) => new Step(step.stream, step.gap, step.lag, score))
        .ArrayOf().ToArbitrary();

    [Fact]
    public void Changes_OfTheSameInput_AreTheSame() =>
        Check(steps => Run(steps).SequenceEqual(Run(steps)));

    [Fact]
    public void Changes_WithExtraTicksInBetween_AreTheSame() =>
        Check(steps => Run(steps).SequenceEqual(Run(steps, ticksBetween: 5)) && Run(steps).SequenceEqual(Run(steps, ticksBetween: 1)));

    [Fact]
    public void Changes_OfAnIncident_AreNumberedWithoutHolesFromOneOpeningToAtMostOneResolve() =>
        Check(steps => Run(steps).GroupBy(change => change.IncidentId).All(incident =>
            incident.Select(change => change.Sequence).SequenceEqual(Enumerable.Range(0, incident.Count()))
            && incident.First().State == IncidentState.Open
            && incident.Count(change => change.State == IncidentState.Open) == 1
            && incident.SkipLast(1).All(change => change.State != IncidentState.Resolve)
            && incident.All(change => change.IncidentId == IncidentId.Of(change.Opening))));

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
                    _ => open.Remove(change.Opening.Stream, out string? id) && id == change.IncidentId,
                };
                if (!consistent)
                {
                    return false;
                }
            }

            return open.Count == 0 && changes.Where(change => change.State == IncidentState.Resolve).Sum(change => change.ExceedanceCount) == steps.Length;
        });

    [Fact]
    public void Changes_OfAPipelineThatIsSavedAndRestoredAnywhere_AreThoseOfOneThatIsNot() =>
        Check(steps => new[] { 1, 2, 5 }.All(every => Run(steps, resolveAll: true).SequenceEqual(Run(steps, resolveAll: true, restoreEvery: every), Told)));

    private static void Check(Func<Step[], bool> property) => Prop.ForAll(Inputs, property).Check(Runs);

    /// <summary>Arrays of readings are equal only where they are the same, which restored ones are not.</summary>
    private static IEqualityComparer<IncidentChange> Told { get; } = EqualityComparer<IncidentChange>.Create(
        static (one, other) => JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other));

    private static IncidentChange[] Run(Step[] steps, int ticksBetween = 0, bool resolveAll = false, int restoreEvery = int.MaxValue)
    {
        using var run = new PipelineRun(Options);
        long watermark = Noon;
        for (int offset = 0; offset < steps.Length; offset++)
        {
            Step step = steps[offset];
            for (int tick = 1; tick <= ticksBetween; tick++)
            {
                run.Advance(watermark + step.Gap * tick / (ticksBetween + 1));
            }

            watermark += step.Gap;
            run.Exceed(Of($"stream {step.Stream}", offset, watermark - step.Lag, step.Score / 100.0), watermark);
            if ((offset + 1) % restoreEvery == 0)
            {
                string hash = run.StateHash();
                run.Restore();
                Assert.Equal(hash, run.StateHash());
            }
        }

        if (resolveAll)
        {
            run.Advance(watermark + (long)Options.Quiet.TotalMilliseconds);
        }

        return [.. run.Changes];
    }
}
