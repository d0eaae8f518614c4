using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>A feature that first appears when its stream has long had an older self beside its forecaster.</summary>
public sealed class LaneLateFeatureTests
{
    private const int Events = 3000;

    [Theory]
    [InlineData(513)]
    [InlineData(700)]
    [InlineData(1100)]
    public void Process_FeatureFirstSeenAfterTheAnchor_IsForecastFromThenOn(int first)
    {
        using Lane lane = new(new LaneOptions { Memory = StreamMemory.Rich, Capacity = 1, Features = 2 });
        var scored = new ScoredEvent(2);
        double error = 0;
        double change = 0;
        for (int i = 0; i < Events; i++)
        {
            // From event 1500 on other data for a while, so that the forecaster goes back to its older self.
            double known = i is >= 1500 and < 1700 ? i % 7 * 9 : Math.Sin(i * 0.1);
            double late = Math.Cos(i * 0.1);
            double[] values = [known, i < first ? double.NaN : late];
            lane.Process(new SensorEvent { Key = "late"u8, Time = i * 60_000L, Offset = i, Values = values }, scored);
            Assert.True(double.IsFinite(scored.RawScore) && double.IsFinite(scored.Alarm), $"event {i}");
            if (i > first + 1)
            {
                Assert.True(double.IsFinite(scored.Forecast[1]), $"event {i}");
            }

            if (i >= 2500)
            {
                error += Math.Abs(late - scored.Forecast[1]);
                change += Math.Abs(late - Math.Cos((i - 1) * 0.1));
            }
        }

        Assert.True(error < 0.5 * change, $"{error / change} of the last value's error");
    }
}
