using StreamRnn.Worker.Evaluation.MadeFleets;
using StreamRnn.Worker.Fleet;

namespace StreamRnn.Worker.Tests.Evaluation.MadeFleets;

public sealed class StreamWindowsTests
{
    private const long Minute = 60_000;
    private static readonly FleetOptions fleet = new() { CleanShare = 0, GlitchShare = 0, WildShare = 1 };

    [Fact]
    public void Windows_OfEachKind_EndAsItsFaultDoes()
    {
        foreach (int index in Enumerable.Range(0, 48))
        {
            var stream = new MadeStream(fleet, index);
            var windows = new StreamWindows(stream, fleet);

            Assert.All(stream.Anomalies.Zip(windows.Finds), pair => Assert.Equal(
                pair.First.End + (pair.First.Kind is AnomalyKind.Stuck or AnomalyKind.Dropout or AnomalyKind.Silence ? 0 : 15 * Minute), pair.Second.To));
            Assert.All(stream.Anomalies, anomaly => Assert.False(windows.IsFalse(anomaly.End + 60 * Minute, anomaly.End + 60 * Minute)));
            Assert.All(stream.Anomalies, anomaly => Assert.True(windows.IsFalse(anomaly.End + 60 * Minute + 1, anomaly.End + 90 * Minute)));
            Assert.All(stream.Anomalies, anomaly => Assert.False(windows.IsFalse(anomaly.Start - 90 * Minute, anomaly.Start)));
            Assert.False(windows.IsFalse(stream.Disturbance!.Start, stream.Disturbance.Start));
            Assert.True(windows.IsFalse(fleet.StartMilliseconds, fleet.StartMilliseconds + Minute));
        }
    }

    [Fact]
    public void Free_IsAllTimeFromDayFiveOnThatNothingTouches()
    {
        var stream = new MadeStream(fleet, 0);
        var windows = new StreamWindows(stream, fleet);

        for (long at = fleet.StartMilliseconds; at < fleet.EndMilliseconds; at += 7 * Minute)
        {
            Assert.Equal(at >= windows.From && windows.IsFalse(at, at), windows.Free.Any(free => free.Holds(at)));
        }
    }

    /// <summary>Against every place that a window can have, minute by minute, with alarms that lie in the free time and within anomalies, close together and far apart.</summary>
    [Fact]
    public void ChanceOf_AgainstEveryPlace_IsTheSame()
    {
        var random = new Random(1);
        for (int index = 0; index < 12; index++)
        {
            var windows = new StreamWindows(new MadeStream(fleet, index), fleet);
            long[] alarms = [.. Enumerable.Range(0, random.Next(0, 30)).Select(_ => random.NextInt64(fleet.StartMilliseconds, fleet.EndMilliseconds)).Order()];
            long length = random.Next(1, 300) * Minute;
            int places = 0;
            int hits = 0;
            foreach (AlarmWindow free in windows.Free)
            {
                for (long from = free.From; from + length <= free.To; from += Minute)
                {
                    places++;
                    hits += alarms.Any(alarm => alarm >= from && alarm <= from + length) ? 1 : 0;
                }
            }

            Assert.Equal(hits / (double)places, windows.ChanceOf(new AlarmWindow(0, length), alarms), 3e-3);
        }
    }

    [Fact]
    public void ChanceOf_NoAlarmAnAlarmEveryHourAndNoPlace()
    {
        var windows = new StreamWindows(new MadeStream(fleet, 0), fleet);
        long[] hourly = [.. Enumerable.Range(0, 12 * 24).Select(hour => fleet.StartMilliseconds + hour * 60 * Minute)];

        Assert.Equal(0, windows.ChanceOf(new AlarmWindow(0, 60 * Minute), []));
        Assert.Equal(0.25, windows.ChanceOf(new AlarmWindow(0, 15 * Minute), hourly), 0.01);
        Assert.Equal(1, windows.ChanceOf(new AlarmWindow(0, 60 * Minute), hourly), 0.01);
        Assert.True(double.IsNaN(windows.ChanceOf(new AlarmWindow(0, 13 * 24 * 60 * Minute), hourly)));
    }
}
