using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class AlarmScoreTests
{
    [Fact]
    public void Observe_HalfPoints_AreAHalfEach()
    {
        var alarm = default(AlarmScore<double>);
        Assert.Equal((0, 0), alarm.Observe(0, 1.5));
        Assert.Equal((0.5, 0.5), alarm.Observe(0.25, 2.4));
    }

    [Fact]
    public void Observe_OneBurstAfterAnother_IsBelievedLess()
    {
        const double sharp = 2.4;
        const int quietRows = 20;
        var alarm = default(AlarmScore<double>);
        double bursts = 0;
        for (int burst = 0; burst < 10; burst++)
        {
            bursts *= 0.999;
            double believed = sharp / (1 + (bursts / 24));
            Assert.Equal(believed / (believed + 2.4), alarm.Observe(0, sharp).Sharp, 12);
            bursts = (bursts + 1) * Math.Pow(0.999, quietRows);
            for (int row = 0; row < quietRows; row++)
            {
                Assert.Equal((0, 0), alarm.Observe(0, 0));
            }
        }
    }

    [Fact]
    public void Observe_BurstThatGoesOnRising_IsOneBurst()
    {
        var alarm = default(AlarmScore<double>);
        alarm.Observe(0, 2);
        double second = 3 / (1 + (0.999 / 24));
        Assert.Equal(second / (second + 2.4), alarm.Observe(0, 3).Sharp, 12);

        // Not two: the rise belongs to the burst under way.
        double third = 5 / (1 + (0.999 * 0.999 / 24));
        Assert.Equal(third / (third + 2.4), alarm.Observe(0, 5).Sharp, 12);
    }

    [Fact]
    public void Observe_RandomEvidence_AgreesWithTheNaiveTwin()
    {
        // Any seed serves.
        var random = new Random(3);
        var alarm = default(AlarmScore<double>);
        var twin = new TwinHeads();
        int sharpAlarms = 0;
        for (int row = 0; row < 5000; row++)
        {
            double ranges = random.Next(20) == 0 ? random.NextDouble() : 0;
            double sharp = Math.Min(SharpGate.MaxSharp, -Math.Log(1 - random.NextDouble()));
            twin.Step(0, ranges, 0, sharp);
            (double ofRanges, double ofSharp) = alarm.Observe(ranges, sharp);
            Assert.Equal(twin.Event / (twin.Event + 0.25), ofRanges, 1e-9);
            Assert.Equal(twin.Sharp / (twin.Sharp + 2.4), ofSharp, 1e-9);
            sharpAlarms += ofSharp > 0 ? 1 : 0;
        }

        Assert.InRange(sharpAlarms, 100, 4900);
    }
}
