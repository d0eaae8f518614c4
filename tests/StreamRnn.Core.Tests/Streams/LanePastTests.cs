using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class LanePastTests
{
    private const long Minute = 60_000;
    private const long Start = 1_769_860_800_000;

    private readonly LanePast past = new();
    private long watermark = Start;
    private long eventNumber;

    [Fact]
    public void TimeSince_EvenSteps_IsWhatPassedAsFarBackAsAYear()
    {
        const int events = 525_600;
        Give(Minute, events);

        // A mark that lies after the event, by at most a quarter of its age, and never one before.
        for (int ago = 1; ago < events; ago = (ago * 3) + 1)
        {
            Assert.InRange(past.TimeSince(eventNumber - ago), 0.7 * ago * Minute, ago * Minute);
        }
    }

    [Fact]
    public void TimeSince_LaneThatStoodStill_LeavesThatOut()
    {
        Give(Minute, 100);
        long before = eventNumber;
        Give(1000 * Minute, 1);

        Assert.InRange(past.TimeSince(before), 0, 2 * Minute);
    }

    [Fact]
    public void TimeSince_LaneWhoseReadingsComeInBursts_CountsThePausesOnceTheyAreKnown()
    {
        for (int burst = 0; burst < 20; burst++)
        {
            Give(1, 1000);
            Give(Minute, 1);
        }

        long before = eventNumber;
        for (int burst = 0; burst < 5; burst++)
        {
            Give(1, 1000);
            Give(Minute, 1);
        }

        Assert.InRange(past.TimeSince(before), 4.9 * Minute, 5.1 * Minute);
    }

    [Fact]
    public void TimeSince_EventsWhileTheTimeStands_IsNothing()
    {
        Give(Minute, 100);
        long before = eventNumber;
        Give(0, 1000);

        Assert.Equal(0, past.TimeSince(before + 1));
    }

    [Fact]
    public void Observe_TimesAtTheEndsOfLong_StaysInRange()
    {
        past.Observe(long.MinValue + 1, 1);
        for (int i = 0; i < 2000; i++)
        {
            past.Observe(-long.MaxValue + (i * (long.MaxValue / 1000)), i + 2);
        }

        Assert.True(past.AwakeTime > 0);
        Assert.InRange(past.TimeSince(1), 0, past.AwakeTime);
    }

    private void Give(long step, int times)
    {
        for (; times > 0; times--)
        {
            past.Observe(watermark += step, ++eventNumber);
        }
    }
}
