using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>Streams of several features: one score, whose shares say which of them it is about.</summary>
public sealed class LaneFeaturesTests
{
    private const int Disturbance = 2500;
    private const int Settled = 500;

    public static TheoryData<StreamMemory, int> MemoriesAndFeatures =>
        [.. from memory in (StreamMemory[])[StreamMemory.Lean, StreamMemory.Rich] from feature in (int[])[0, 3, 7] select (memory, feature)];

    [Theory]
    [MemberData(nameof(MemoriesAndFeatures))]
    public void Process_AnomalyInOneOfEight_IsFoundAndAttributedToIt(StreamMemory memory, int disturbed)
    {
        using LaneRun run = new(LaneRun.Options(memory) with { Features = 8 });
        double[] values = new double[8];
        int alarms = Feed(run, Disturbance, i => Fill(values, i));
        Fill(values, Disturbance)[disturbed] += 60;
        run.Give("pump", values);

        AssertAttributed(run, disturbed, 1);
        Assert.InRange(alarms, 0, 20);
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_FeaturesOfAnyScale_CountAlike(StreamMemory memory)
    {
        double[] scales = [1e-6, 1, 1e6];
        double[] alarms = new double[3];
        for (int disturbed = 0; disturbed < 3; disturbed++)
        {
            using LaneRun run = new(LaneRun.Options(memory) with { Features = 3 });
            double[] values = new double[3];
            for (int i = 0; i <= Disturbance; i++)
            {
                for (int feature = 0; feature < 3; feature++)
                {
                    // The same readings in other units.
                    values[feature] = scales[feature] * (LaneRun.Noisy(i) + (i == Disturbance && feature == disturbed ? 60 : 0));
                }

                run.Give("pump", values);
            }

            AssertAttributed(run, disturbed, 1);
            alarms[disturbed] = run.Scored.Alarm;
        }

        Assert.InRange(alarms.Max() - alarms.Min(), 0, 0.02);
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_FeatureMissingForLong_IsForecastMeanwhileAndComesBackQuietly(StreamMemory memory)
    {
        const int gone = 1000;
        const int back = 2000;
        using LaneRun run = new(LaneRun.Options(memory) with { Features = 3 });
        double[] values = new double[3];
        int alarms = Feed(run, Disturbance, i =>
        {
            Fill(values, i);
            values[1] = i is >= gone and < back ? double.NaN : values[1];
            return values;
        }, i =>
        {
            Assert.True(double.IsFinite(run.Scored.Forecast[1]) && run.Scored.Lower[1] <= run.Scored.Upper[1], $"row {i}");
            Assert.False(i is >= gone and < back && run.Scored.Attribution[1] != 0, "what is missing has no share");
        });

        Assert.InRange(alarms, 0, 10);
        Fill(values, Disturbance)[1] -= 60;
        run.Give("pump", values);
        AssertAttributed(run, 1, -1);
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_AllFeaturesMissing_IsRefusedAndLeavesTheStreamAsItWas(StreamMemory memory)
    {
        using LaneRun run = new(LaneRun.Options(memory) with { Features = 2 });
        Feed(run, 200, i => [LaneRun.Noisy(i), LaneRun.Noisy(i + 7)]);

        Assert.Equal(EventOutcome.Missing, run.Give("pump", double.NaN, double.NaN));
        run.Give("pump", LaneRun.Noisy(200), LaneRun.Noisy(207));
        Assert.Equal(201, run.Scored.EventCount);
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_CorrelatedFeatures_ShareWhatTheyDoTogetherAndNotWhatOneDoesAlone(StreamMemory memory)
    {
        using LaneRun run = new(LaneRun.Options(memory) with { Features = 2 });
        double[] values = new double[2];
        Feed(run, Disturbance, i => Correlated(i, 0));
        run.Give("pump", Correlated(Disturbance, 60));
        Assert.InRange(run.Scored.Alarm, 0.5, 1);
        Assert.Equal(1, run.Scored.Attribution[0] + run.Scored.Attribution[1], 12);
        Assert.InRange(run.Scored.Attribution[0], 0.3, 0.7);

        using LaneRun alone = new(LaneRun.Options(memory) with { Features = 2 });
        Feed(alone, Disturbance, i => Correlated(i, 0));
        Correlated(Disturbance, 0)[1] += 200;
        alone.Give("pump", values);
        AssertAttributed(alone, 1, 1);

        double[] Correlated(int i, double jump)
        {
            double common = LaneRun.Noisy(i) + jump;
            (values[0], values[1]) = (common, 20 + (3 * common) + (i * 0.41421356 % 1));
            return values;
        }
    }

    /// <summary>Gives the rows before the disturbance, and counts alarms once the ranges have settled; each row's shares add up.</summary>
    private static int Feed(LaneRun run, int rows, Func<int, double[]> valuesOf, Action<int>? check = null)
    {
        int alarms = 0;
        for (int i = 0; i < rows; i++)
        {
            run.Give("pump", valuesOf(i));
            double sum = 0;
            foreach (double share in run.Scored.Attribution)
            {
                Assert.InRange(share, 0, 1);
                sum += share;
            }

            Assert.Equal(run.Scored.LeadingEvidence == Evidence.None ? 0 : 1, sum, 12);
            alarms += i >= Settled && run.Scored.Alarm >= 0.5 ? 1 : 0;
            if (i > 0)
            {
                check?.Invoke(i);
            }
        }

        return alarms;
    }

    private static double[] Fill(double[] values, int i)
    {
        for (int feature = 0; feature < values.Length; feature++)
        {
            values[feature] = LaneRun.Noisy(i + (5 * feature));
        }

        return values;
    }

    private static void AssertAttributed(LaneRun run, int feature, int direction)
    {
        Assert.InRange(run.Scored.Alarm, 0.5, 1);
        Assert.Equal(feature, run.Scored.LeadingFeature);
        Assert.Equal(direction, run.Scored.Direction);
        Assert.InRange(run.Scored.Attribution[feature], 0.9, 1);
    }
}
