using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>What alarms rest on, and what they say.</summary>
public sealed class LaneAlarmTests
{
    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_JumpInASteadyStream_RaisesAnAlarmThere(StreamMemory memory)
    {
        using LaneRun run = new(LaneRun.Options(memory));
        for (int i = 0; i < 400; i++)
        {
            run.Give("pump", LaneRun.Wave(i));
            // The averages still widen their ranges over the first cycles: records there are real.
            Assert.True(i < 200 || run.Scored.Alarm < 0.5, $"alarm {run.Scored.Alarm} at {i}");
        }

        run.Give("pump", LaneRun.Wave(400) + 30);

        Assert.InRange(run.Scored.Alarm, 0.5, 1);
        Assert.Equal(Evidence.ForecastError, run.Scored.LeadingEvidence);
        Assert.Equal(1, run.Scored.Direction);
        Assert.True(run.Scored.Measure > run.Scored.UsualMeasure, $"{run.Scored.Measure} of {run.Scored.UsualMeasure}");
        Assert.InRange(run.Scored.Score, ScoredEvent.SpeaksFrom, 1);
        Assert.Equal(1, run.Scored.Attribution[0]);
        Assert.InRange(run.Scored.Confidence, 0.5, 1);
        Assert.True(run.Scored.Upper[0] < LaneRun.Wave(400) + 30, "the jump lies above the forecast interval");
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_JumpInWarmUp_SaysSoAndRaisesNoAlarm(StreamMemory memory)
    {
        using LaneRun run = new(LaneRun.Options(memory));
        for (int i = 0; i < LaneRun.WarmUp; i++)
        {
            Assert.Equal(EventOutcome.WarmingUp, run.Give("pump", i == LaneRun.WarmUp - 1 ? 1000 : LaneRun.Wave(i)));
            Assert.Equal(0, run.Scored.Alarm);
            Assert.Equal(0, run.Scored.Confidence);
        }

        Assert.Equal(EventOutcome.Scored, run.Give("pump", LaneRun.Wave(LaneRun.WarmUp)));
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_MissingFeature_IsMaskedAndTheOthersStillAlarm(StreamMemory memory)
    {
        using LaneRun run = new(LaneRun.Options(memory) with { Features = 3 });
        for (int i = 0; i < 400; i++)
        {
            run.Give("pump", LaneRun.Wave(i), i % 3 == 0 ? double.NaN : -LaneRun.Wave(i), 5);
        }

        run.Give("pump", LaneRun.Wave(400), double.NaN, 50);

        Assert.InRange(run.Scored.Alarm, 0.5, 1);
        Assert.Equal(2, run.Scored.LeadingFeature);
        Assert.Equal(0, run.Scored.Attribution[1]);
        Assert.Equal(1, run.Scored.Attribution[2], 1e-5);
        Assert.True(double.IsFinite(run.Scored.Forecast[1]), "a missing feature is still forecast");
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_FeatureThatCameLate_CountsForNoAlarmBeforeItsOwnWarmUp(StreamMemory memory)
    {
        const int firstReading = 300;
        using LaneRun run = new(LaneRun.Options(memory) with { Features = 2 });
        for (int i = 0; i < firstReading + LaneRun.WarmUp; i++)
        {
            // The last reading of its warm-up is far beyond all before it.
            double late = i < firstReading ? double.NaN : i == firstReading + LaneRun.WarmUp - 1 ? 1000 : LaneRun.Wave(i);
            run.Give("pump", LaneRun.Wave(i), late);
            Assert.True(i < 200 || run.Scored.Alarm < 0.5, $"alarm {run.Scored.Alarm} at {i}");
        }

        run.Give("pump", LaneRun.Wave(firstReading + LaneRun.WarmUp), -2000);
        Assert.InRange(run.Scored.Alarm, 0.5, 1);

        // What a person is told rests on blocks of its own readings, and comes later.
        Assert.Equal(Evidence.None, run.Scored.LeadingEvidence);
        const int readings = 800;
        for (int i = LaneRun.WarmUp + 1; i < readings; i++)
        {
            run.Give("pump", LaneRun.Wave(firstReading + i), LaneRun.Wave(firstReading + i));
        }

        run.Give("pump", LaneRun.Wave(firstReading + readings), -2000);
        Assert.InRange(run.Scored.Score, ScoredEvent.SpeaksFrom, 1);
        Assert.Equal(1, run.Scored.LeadingFeature);
        Assert.InRange(run.Scored.Attribution[1], 0.99, 1);
        Assert.Equal(1 - ((double)LaneRun.WarmUp / (readings + 1)), run.Scored.Confidence);
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_JumpOfAKnownAndANewFeature_IsAttributedToTheKnownOne(StreamMemory memory)
    {
        using LaneRun run = new(LaneRun.Options(memory) with { Features = 2 });
        for (int i = 0; i < 400; i++)
        {
            run.Give("pump", LaneRun.Wave(i), i < 345 ? double.NaN : LaneRun.Wave(i));
        }

        run.Give("pump", LaneRun.Wave(400) + 20, 1e6);

        Assert.InRange(run.Scored.Alarm, 0.5, 1);
        Assert.Equal(0, run.Scored.LeadingFeature);
        Assert.Equal([1.0, 0.0], run.Scored.Attribution.ToArray());
        Assert.Equal(1 - (LaneRun.WarmUp / 401.0), run.Scored.Confidence);
    }
}
