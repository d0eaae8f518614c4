using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class RobustProfileTests
{
    private readonly byte[] state = new byte[RobustProfile.SizeBytes];

    private RobustProfile Profile => new(state);

    [Fact]
    public void Expect_FreshBin_GivesTheBinBeforeOrTheLevel()
    {
        Assert.Equal(new ProfileValue(7, false), Profile.Expect(0, 7));
        Profile.Observe(287, 7, 3, false);
        Assert.Equal(new ProfileValue(10, true), Profile.Expect(287, 7));
        Assert.Equal(new ProfileValue(10, false), Profile.Expect(0, 7));
        Assert.Equal(new ProfileValue(7, false), Profile.Expect(1, 7));
        Assert.Equal(new ProfileValue(7, false), Profile.Expect(286, 7));
    }

    [Fact]
    public void Observe_FirstReadings_AreAveragedAndLaterOnesCountForThreePerCent()
    {
        double sum = 0;
        double before = 0;
        for (int i = 0; i < 300; i++)
        {
            double reading = Math.Sin(i);
            double expected = Profile.Expect(5, 0).Value;
            before = expected;
            Profile.Observe(5, expected, reading - expected, false);
            sum += reading;
            if (i is 0 or 10 or 32)
            {
                Assert.Equal(sum / (i + 1), Profile.Expect(5, 0).Value, 1e-12);
            }
        }

        Assert.Equal(before + (0.03 * (Math.Sin(299) - before)), Profile.Expect(5, 0).Value, 1e-12);
    }

    [Fact]
    public void Observe_UnusualReading_MovesTheBinByATenthOfThat()
    {
        for (int i = 0; i < 100; i++)
        {
            Profile.Observe(5, 20, 20 - Profile.Expect(5, 20).Value, false);
        }

        Profile.Observe(5, 20, 1000, true);
        Assert.Equal(20 + (0.003 * 1000), Profile.Expect(5, 0).Value, 1e-9);
        Profile.Observe(5, 23, 1000, false);
        Assert.Equal(23 + (0.03 * 1000), Profile.Expect(5, 0).Value, 1e-9);
    }

    [Fact]
    public void Observe_ZerosAfterASmallReading_EndAtZero()
    {
        for (int i = 0; i < 3000; i++)
        {
            double expected = Profile.Expect(5, 0).Value;
            Profile.Observe(5, expected, (i == 0 ? 1e-20 : 0) - expected, false);
        }

        Assert.Equal(new ProfileValue(0, true), Profile.Expect(5, 1));
    }
}
