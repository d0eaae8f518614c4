using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>Which features an alarm is put down to, whatever it rests on.</summary>
public sealed class LaneAttributionTests
{
    private const int Disturbance = 2500;

    [Theory]
    [InlineData(StreamMemory.Lean, Evidence.ForecastError)]
    [InlineData(StreamMemory.Rich, Evidence.Pattern)]
    public void Process_OneOfTwoFeaturesDisturbed_IsNamedAndTheSharesAddUp(StreamMemory memory, Evidence evidence)
    {
        using LaneRun run = new(LaneRun.Options(memory) with { Features = 2 });
        int explained = 0;
        for (int i = 0; i <= Disturbance; i++)
        {
            run.Give("pump", LaneRun.Wave(i), LaneRun.Wave(i + 5) - (i == Disturbance ? 40 : 0));
            double sum = run.Scored.Attribution[0] + run.Scored.Attribution[1];
            Assert.Equal(run.Scored.LeadingEvidence != Evidence.None ? 1 : 0, sum, 12);
            Assert.True(run.Scored.LeadingEvidence == Evidence.None || run.Scored.Score >= ScoredEvent.ExplainedFrom);
            explained += run.Scored.LeadingEvidence != Evidence.None ? 1 : 0;
        }

        Assert.InRange(explained, 1, Disturbance / 10);
        Assert.Equal(evidence, run.Scored.LeadingEvidence);
        Assert.Equal(1, run.Scored.LeadingFeature);
        Assert.Equal(-1, run.Scored.Direction);
        Assert.InRange(run.Scored.Attribution[1], 0.9, 1);
        Assert.True(run.Scored.Measure > run.Scored.UsualMeasure);
        Assert.True(LaneRun.Wave(Disturbance + 5) - 40 < run.Scored.Lower[1]);
        Assert.InRange(run.Scored.Score, ScoredEvent.SpeaksFrom, 1);
        Assert.InRange(run.Scored.Confidence, 0.8, 1);
    }

    [Fact]
    public void Process_BothFeaturesDisturbed_SharesTheForecastError()
    {
        using LaneRun run = new(LaneRun.Options(StreamMemory.Rich) with { Features = 2, Without = DetectorParts.Pattern | DetectorParts.SlowEvidence });
        for (int i = 0; i <= Disturbance; i++)
        {
            double jump = i == Disturbance ? 40 : 0;
            run.Give("pump", LaneRun.Wave(i) + jump, LaneRun.Wave(i + 5) - jump);
        }

        Assert.Equal(Evidence.ForecastError, run.Scored.LeadingEvidence);
        Assert.InRange(run.Scored.Attribution[0], 0.2, 0.8);
        Assert.Equal(1, run.Scored.Attribution[0] + run.Scored.Attribution[1], 12);
    }
}
