using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>How near the lean forms come to the rich ones on real readings.</summary>
[Trait("Category", "Shared")]
public sealed class LeanTests
{
    public static TheoryData<string> Files =>
    [
        "realKnownCause/nyc_taxi.csv",
        "realKnownCause/machine_temperature_system_failure.csv",
        "realKnownCause/ambient_temperature_system_failure.csv",
        "realAWSCloudwatch/ec2_cpu_utilization_5f5533.csv",
        "realAWSCloudwatch/rds_cpu_utilization_e47b3b.csv",
        "realKnownCause/cpu_utilization_asg_misconfiguration.csv",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void LeanParts_OnRealReadings_StayNearTheRichOnes(string file)
    {
        NabSeries series = NabSeries.Read(file);
        PartsRun rich = PartsRun.Over(StreamMemory.Rich, series.Values, series.Times);
        PartsRun lean = PartsRun.Over(StreamMemory.Lean, series.Values, series.Times);
        int length = series.Values.Length;

        // Measured: up to 4.2e-5, as level and scale are in single precision.
        double furthest = LeanUnits.Normalised(series.Values).Zip(lean["x"], (r, l) => Math.Abs(r - l)).Max();
        Assert.True(furthest < 1e-4, $"x differs by up to {furthest}");

        // Each memory has units of its own: errors in multiples of the mean step of x.
        double error = RelativeError(lean) / RelativeError(rich);
        Assert.True(error < 1.3, $"the linear error is {error} times the rich one");

        // The ranges differ while the profile's bins are young: 0.0015 of at most 4. The rich calibrators' start holds the first rows, whose errors are large
        // while the normaliser finds its range; the lean ones forget them sooner: the score differs by 0.0064.
        Assert.InRange(Difference(rich, lean, "E", 150, length), 0, 0.003);
        Assert.InRange(Difference(rich, lean, "score", 150, length), 0, 0.013);

        // All but one or two of 7 to 21 alarms are on the same rows.
        int[] common = [.. AlarmRows(rich).Intersect(AlarmRows(lean))];
        Assert.InRange(AlarmRows(rich).Length - common.Length, 0, 2);
        Assert.InRange(AlarmRows(lean).Length - common.Length, 0, 2);
    }

    private static double Difference(PartsRun rich, PartsRun lean, string column, int from, int to) =>
        Enumerable.Range(from, to - from).Average(row => Math.Abs(rich[column][row] - lean[column][row]));

    private static double RelativeError(PartsRun run) => run["predictor_error"].Skip(1000).Average(Math.Abs)
        / run["x"].Skip(1000).Zip(run["x"].Skip(999), (x, before) => Math.Abs(x - before)).Average();

    private static int[] AlarmRows(PartsRun run) =>
        [.. Enumerable.Range(0, run["alarm"].Length).Where(row => run["alarm"][row] >= 0.5)];
}
