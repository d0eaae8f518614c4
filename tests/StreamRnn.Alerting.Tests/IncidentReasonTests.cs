using StreamRnn.Core.Scoring;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

public sealed class IncidentReasonTests
{
    public static TheoryData<Exceedance, string> Reasons => new()
    {
        { Example(), "temperature 2.08 is below its forecast, 64.2 to 76.0, by 11.2 times the usual error; about once in 4 days in its usual life" },
        { Example() with { Direction = 1, Measure = 12_000 }, "temperature 2.08 is above its forecast, 64.2 to 76.0, by more than 1000 times the usual error; about once in 4 days in its usual life" },
        { Example() with { Direction = 0, Measure = 5 }, "temperature 2.08 is off its forecast, 64.2 to 76.0, by 5.00 times the usual error; about once in 4 days in its usual life" },
        { Example() with { LeadingEvidence = Evidence.TimeOfDay }, "temperature 2.08 is too low for this time of day, usually 64.2 to 76.0; about once in 4 days in its usual life" },
        { Example() with { LeadingEvidence = Evidence.Average, Measure = 4.56 }, "temperature has been low for some ten readings, 4.56 on average, now 2.08; at this time of day usually 64.2 to 76.0; about once in 4 days in its usual life" },
        { Example() with { LeadingEvidence = Evidence.SlowAverage, Direction = 1, Measure = 81.25 }, "temperature has drifted or shifted, to 81.2 on average of some fifty readings, now 2.08; at this time of day usually 64.2 to 76.0; about once in 4 days in its usual life" },
        { Example() with { LeadingEvidence = Evidence.Noise, Measure = 3.5 }, "temperature has become noisy: its forecasts' errors are 3.50 times their usual size; now 2.08, forecast 64.2 to 76.0; about once in 4 days in its usual life" },
        { (Example() with { LeadingEvidence = Evidence.Stuck, Direction = 0, Measure = 47, UsualMeasure = 2.3 }).With(71.5, 70.1, double.NaN, double.NaN), "temperature has been exactly 71.5 for 47 readings on end, usually for 2 at most; about once in 4 days in its usual life" },
        { (Example() with { LeadingEvidence = Evidence.Quiet, Direction = 0, Measure = 40, UsualMeasure = 2 }).With(71.5, 70.1, double.NaN, double.NaN), "temperature hardly moves any more: its changes are 5 % of the smallest that they usually are; now 71.5; about once in 4 days in its usual life" },
        { Example() with { LeadingEvidence = Evidence.Pattern }, "temperature runs as it has not run before; 2.08 is below its forecast, 64.2 to 76.0; about once in 4 days in its usual life" },
        { Example() with { LeadingEvidence = Evidence.Silence, SilentFor = TimeSpan.FromSeconds(725.4), Measure = 12.1 }, "no reading for 12 min 5 s, usually one every 1 min" },
        { Example() with { LeadingEvidence = Evidence.Silence, SilentFor = TimeSpan.FromMinutes(5), Measure = 1200 }, "no reading for 5 min, usually one every 250 ms" },
        { Example() with { LeadingEvidence = Evidence.None }, "temperature 2.08 is unusual for this stream; about once in 4 days in its usual life" },
        { Example().With(100.02, 100.005, 100.0, 100.01), "temperature 100.020 is below its forecast, 100.000 to 100.010, by 11.2 times the usual error; about once in 4 days in its usual life" },
        { Example().With(1_234_567, 900_000, 800_000, 1_000_000), "temperature 1234567 is below its forecast, 800000 to 1000000, by 11.2 times the usual error; about once in 4 days in its usual life" },
        { Example().With(2.5e12, 0, -1e-20, 1e-20), "temperature 2.5e+12 is below its forecast, -1e-20 to 1e-20, by 11.2 times the usual error; about once in 4 days in its usual life" },
        { Example().With(double.NaN, double.NaN, double.NaN, double.NaN), "temperature (missing) is below its forecast, what was expected, by 11.2 times the usual error; about once in 4 days in its usual life" },
        { Example() with { Score = 0.99999 }, "temperature 2.08 is below its forecast, 64.2 to 76.0, by 11.2 times the usual error; less than once a year in its usual life" },
        { Example() with { Score = 0.5 }, "temperature 2.08 is below its forecast, 64.2 to 76.0, by 11.2 times the usual error; about once a day or more often in its usual life" },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Describe_EachEvidence_SaysItInPlainWords(Exceedance exceedance, string reason) =>
        Assert.Equal(reason, IncidentReason.Describe(Change(exceedance, IncidentState.Open, Noon), ["temperature"]));

    [Fact]
    public void Describe_SecondFeatureLeads_SpeaksOfItByNameOrNumber()
    {
        Exceedance exceedance = Example() with
        {
            Actual = Twice(70, 0.9), Expected = Twice(70, 0.1), Lower = Twice(60, 0.05), Upper = Twice(80, 0.15), LeadingFeature = 1, Direction = 1,
        };

        const string rest = " 0.900 is above its forecast, 0.050 to 0.150, by 11.2 times the usual error; about once in 4 days in its usual life";
        Assert.Equal("vibration" + rest, IncidentReason.Describe(Change(exceedance, IncidentState.Update, Noon), ["temperature", "vibration"]));
        Assert.Equal("feature 2" + rest, IncidentReason.Describe(Change(exceedance, IncidentState.Update, Noon), []));
    }

    [Fact]
    public void Describe_SingleFeatureWithoutName_IsCalledValue() =>
        Assert.StartsWith("value 2.08 is below", IncidentReason.Describe(Change(Example(), IncidentState.Open, Noon), []), StringComparison.Ordinal);

    [Theory]
    [InlineData(3_600_000, "1 h")]
    [InlineData(3_600_000 + 600_000, "1 h 10 min")]
    [InlineData(45_000, "45 s")]
    [InlineData(90_061_000, "1 d 1 h")]
    [InlineData(30L * 86_400_000, "30 d")]
    [InlineData(3_605_000, "1 h")]
    [InlineData(250, "250 ms")]
    public void Describe_Resolve_SaysHowLongNothingCame(long milliseconds, string span)
    {
        // The stream's own time lies a day behind the lane's: it says nothing of how long the lane waited.
        IncidentChange resolve = Change(Example(), IncidentState.Resolve, Noon + 86_400_000, TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal($"no further exceedance for {span}", IncidentReason.Describe(resolve, ["temperature"]));
    }

    private static Exceedance Example() => Of("boiler", 0, Noon);

    private static IncidentChange Change(Exceedance exceedance, IncidentState state, long time, TimeSpan quiet = default) => new()
    {
        IncidentId = IncidentId.Of(exceedance),
        State = state,
        Sequence = 0,
        Opening = exceedance,
        Trigger = exceedance,
        PeakScore = exceedance.Score,
        ExceedanceCount = 1,
        Time = time,
        Quiet = quiet,
    };
}
