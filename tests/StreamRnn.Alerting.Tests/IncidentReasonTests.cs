using StreamRnn.Core.Scoring;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

public sealed class IncidentReasonTests
{
    public static TheoryData<Exceedance, string> Reasons => new()
    {
        { Example(), "temperature 2.08 is below its usual range, by 34 % of its width; expected 70.1 (64.2 to 76.0)" },
        { Example() with { Direction = 1, Overshoot = 12.54 }, "temperature 2.08 is above its usual range, by 12.5 times its width; expected 70.1 (64.2 to 76.0)" },
        { Example() with { Overshoot = 0.001 }, "temperature 2.08 is below its usual range, by less than 1 % of its width; expected 70.1 (64.2 to 76.0)" },
        { Example() with { LeadingEvidence = Evidence.FastAverage }, "the fast average of temperature is below its usual range, by 34 % of its width; now 2.08, expected 70.1 (64.2 to 76.0)" },
        { Example() with { LeadingEvidence = Evidence.SlowAverage, Direction = 1 }, "the slow average of temperature is above its usual range, by 34 % of its width; now 2.08, expected 70.1 (64.2 to 76.0)" },
        { Example() with { LeadingEvidence = Evidence.DailyResidual }, "temperature 2.08 is unlike this stream at this time of day, too low by 34 % of its usual spread; expected 70.1 (64.2 to 76.0)" },
        { Example() with { LeadingEvidence = Evidence.ForecastError, Overshoot = 12.54 }, "temperature 2.08 is out of place, below its forecast by 12.5 times the usual error; expected 70.1 (64.2 to 76.0)" },
        { Example() with { LeadingEvidence = Evidence.ForecastError, Direction = 1, Overshoot = 3 }, "temperature 2.08 is out of place, above its forecast by 3.00 times the usual error; expected 70.1 (64.2 to 76.0)" },
        { Example() with { LeadingEvidence = Evidence.ForecastError, Direction = 0, Overshoot = 1.5 }, "temperature 2.08 is out of place, off its forecast by 1.50 times the usual error; expected 70.1 (64.2 to 76.0)" },
        { (Example() with { LeadingEvidence = Evidence.ForecastError, Direction = 1, Overshoot = 0.3 }).With(71, 70.1, 64.2, 76), "temperature 71.0 is out of place by its recent course or the time of day, though its forecast allows for it; expected 70.1 (64.2 to 76.0)" },
        { Example() with { LeadingEvidence = Evidence.Silence, SilentFor = TimeSpan.FromSeconds(725.4), Overshoot = 12.1 }, "no reading for 12 min 5 s, usually one every 1 min" },
        { Example() with { LeadingEvidence = Evidence.Silence, SilentFor = TimeSpan.FromMinutes(5), Overshoot = 1200 }, "no reading for 5 min, usually one every 250 ms" },
        { Example() with { LeadingEvidence = Evidence.None }, "temperature 2.08 is unusual for this stream; expected 70.1 (64.2 to 76.0)" },
        { Example().With(100.02, 100.005, 100.0, 100.01), "temperature 100.020 is below its usual range, by 34 % of its width; expected 100.005 (100.000 to 100.010)" },
        { Example().With(1_234_567, 900_000, 800_000, 1_000_000), "temperature 1234567 is below its usual range, by 34 % of its width; expected 900000 (800000 to 1000000)" },
        { Example().With(2.5e12, 0, -1e-20, 1e-20), "temperature 2.5e+12 is below its usual range, by 34 % of its width; expected 0e+0 (-1e-20 to 1e-20)" },
        { Example().With(double.NaN, double.NaN, double.NaN, double.NaN), "temperature (missing) is below its usual range, by 34 % of its width" },
        { Example().With(5, 1, double.NaN, double.NaN), "temperature 5.00 is below its usual range, by 34 % of its width; expected 1.00" },
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

        const string rest = " 0.900 is above its usual range, by 34 % of its width; expected 0.100 (0.050 to 0.150)";
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
