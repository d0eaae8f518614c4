using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>What the running ranges alone find in series with labelled windows, and what they raise besides.</summary>
[Trait("Category", "Shared")]
public sealed class NabRangesTests
{
    private const double Threshold = 0.5;

    // Within it no alarm leaves a stream.
    private static readonly int WarmUp = new LaneOptions().WarmUpEvents;

    [Theory]
    [InlineData(StreamMemory.Rich, 38, 103)]
    [InlineData(StreamMemory.Lean, 38, 103)]
    public void Alarm_OverLabelledSeries_FindsMostWindowsWithFewAlarmsOutside(
        StreamMemory memory, int minFound, int maxOutside)
    {
        int found = 0;
        int windows = 0;
        int outside = 0;
        foreach (string folder in new[] { "realKnownCause", "realAWSCloudwatch" })
        {
            foreach (string path in Directory.GetFiles(Path.Combine(SharedData.Nab, "data", folder)).Order(StringComparer.Ordinal))
            {
                NabSeries series = NabSeries.Read($"{folder}/{Path.GetFileName(path)}");
                PartsRun run = PartsRun.Over(memory, series.Values, series.Times);
                int[] alarms = [.. Enumerable.Range(WarmUp, series.Values.Length - WarmUp).Where(row => run["alarm"][row] >= Threshold)];
                int hit = series.Windows.Count(window => alarms.Any(row => row >= window.First && row <= window.Last));
                int inside = alarms.Count(row => series.Windows.Any(window => row >= window.First && row <= window.Last));
                found += hit;
                windows += series.Windows.Length;
                outside += alarms.Length - inside;
                int late = alarms.Count(row => row >= 0.15 * series.Values.Length
                    && !series.Windows.Any(window => row >= window.First && row <= window.Last));
                TestContext.Current.TestOutputHelper!.WriteLine(
                    $"| {series.File} | {memory} | {series.Values.Length} | {hit}/{series.Windows.Length} | {inside} | {alarms.Length - inside} | {late} |");
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{memory}: {found} of {windows} windows, {outside} alarms outside");
        Assert.True(found >= minFound, $"{found} of {windows} windows found");
        Assert.True(outside <= maxOutside, $"{outside} alarms outside the windows");
    }
}
