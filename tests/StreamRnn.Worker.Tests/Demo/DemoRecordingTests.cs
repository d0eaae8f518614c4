using StreamRnn.Worker.Demo;

namespace StreamRnn.Worker.Tests.Demo;

public sealed class DemoRecordingTests
{
    private static readonly DemoRecording recording = DemoRecording.Load();

    // Rows of the files as published.
    private static readonly Dictionary<string, (int Rows, int Windows)> published = new()
    {
        ["machine_temperature_system_failure"] = (22_695, 4),
        ["nyc_taxi"] = (10_320, 5),
        ["ec2_request_latency_system_failure"] = (4_032, 3),
        ["rds_cpu_utilization_e47b3b"] = (4_032, 2),
        ["ec2_cpu_utilization_5f5533"] = (4_032, 2),
    };

    [Fact]
    public void Load_EverySeries_HasAllPublishedRowsAndWindows()
    {
        Assert.InRange(recording.Series.Length, 3, 5);
        Assert.All(recording.Series, series =>
            Assert.Equal(published[series.Stream.Name], (series.Readings.Length, series.Windows.Length)));
    }

    [Fact]
    public void Load_EverySeries_HasFiniteReadingsAndWindowsInsideItsSpan() => Assert.All(recording.Series, series =>
    {
        Assert.All(series.Readings, reading => Assert.True(double.IsFinite(reading.Value)));
        long last = series.Readings.Max(reading => reading.Time);
        Assert.All(series.Windows, window =>
            Assert.True(series.Readings[0].Time < window.From && window.From < window.To && window.To <= last));
    });

    [Fact]
    public void Merge_AllSeries_KeepsEachSeriesOrderAndLosesNothing()
    {
        DemoReading[] merged = [.. recording.Merge()];

        Assert.Equal(recording.ReadingCount, merged.Length);
        Assert.All(recording.Series, series =>
            Assert.Equal(series.Readings, merged.Where(reading => reading.Stream == series.Stream.Name)));
    }

    [Fact]
    public void Merge_AllSeries_GoesForwardExceptWhereASeriesOwnClockGoesBack()
    {
        Dictionary<string, long> own = [];
        long newest = long.MinValue;
        foreach (DemoReading reading in recording.Merge())
        {
            bool ownClockWentBack = own.TryGetValue(reading.Stream, out long highest) && reading.Time < highest;
            Assert.True(reading.Time >= newest || ownClockWentBack, $"{reading} comes after {newest}");
            own[reading.Stream] = Math.Max(reading.Time, own.GetValueOrDefault(reading.Stream, long.MinValue));
            newest = Math.Max(newest, reading.Time);
        }
    }

    // The demo ends when the engine has shown the last reading's offset: it must not be one that a lane may reject.
    [Fact]
    public void Merge_LastReading_IsNewerThanAllBefore()
    {
        DemoReading[] merged = [.. recording.Merge()];

        Assert.True(merged[^1].Time > merged[..^1].Max(reading => reading.Time));
    }

    [Fact]
    public void Merge_TwoLoads_GiveTheSameReadings() => Assert.Equal(recording.Merge(), DemoRecording.Load().Merge());
}
