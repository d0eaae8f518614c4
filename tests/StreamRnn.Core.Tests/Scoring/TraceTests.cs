using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>The parts against the row-by-row traces of the prototype they follow.</summary>
[Trait("Category", "Shared")]
public sealed class TraceTests
{
    // The traces have seven digits and the prototype's own arithmetic.
    private const double Tolerance = 1e-5;

    public static TheoryData<string, string?> Traces => new()
    {
        { "nyc_taxi", "realKnownCause/nyc_taxi.csv" },
        { "nyc_taxi_without_clock", "realKnownCause/nyc_taxi.csv" },
        { "machine_temperature", "realKnownCause/machine_temperature_system_failure.csv" },
        { "art_daily_flatmiddle", "artificialWithAnomaly/art_daily_flatmiddle.csv" },
        { "aiops_301c70d8", null },
    };

    [Theory]
    [MemberData(nameof(Traces))]
    public void RichParts_OverATracedSeries_GiveTheTracesNumbers(string name, string? nabFile)
    {
        Trace trace = Trace.Read(name, nabFile);
        long[]? times = trace.HasClock ? [.. Enumerable.Range(0, trace.Rows).Select(trace.Time)] : null;
        PartsRun run = PartsRun.Over(StreamMemory.Rich, trace["value"], times);

        AssertNear(trace, run, "x", floor: 0.1);
        AssertNear(trace, run, "predictor_error", floor: 0.1);
        AssertNear(trace, run, "E", floor: 1e-3);
        AssertNear(trace, run, "event", floor: 1e-3);

        // A root is without a bound on its slope at 0: what stands under it is compared.
        AssertNear(trace, run, "sharp_predictor", floor: 1, power: 2);
        AssertNear(trace, run, "sharp_ewma", floor: 1, power: 2);
        AssertNear(trace, run, "sharp_profile", floor: 1, power: 2);
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public void SlowEvidence_OfATracedNetworksErrors_GivesTheTracesN(string name, string? nabFile)
    {
        Trace trace = Trace.Read(name, nabFile);
        PartsRun run = PartsRun.Over(StreamMemory.Rich, trace["value"], times: null, trace["network_error"]);

        // N sums three scales; the one of four rows a step is silent for its own first 150 steps, so up to row 599 N is the first scale's alone.
        // Calibrated thresholds near an error turn its seventh digit into the fifth of a small excess, hence the floor.
        AssertNear(trace, run, "N", floor: 1, rows: 4 * 150);
        Assert.Contains(run["N"][..600], value => value > 1);
    }

    private static void AssertNear(
        Trace trace, PartsRun run, string column, double floor, double power = 1, int rows = int.MaxValue)
    {
        for (int row = 0; row < Math.Min(rows, trace.Rows); row++)
        {
            double expected = Math.Sign(trace[column][row]) * Math.Pow(Math.Abs(trace[column][row]), power);
            double actual = Math.Sign(run[column][row]) * Math.Pow(Math.Abs(run[column][row]), power);
            double difference = Math.Abs(actual - expected) / Math.Max(Math.Abs(expected), floor);
            Assert.True(
                difference <= Tolerance,
                $"{column} at row {row}: {actual:R} for {expected:R}, {difference:E2} apart, relatively.");
        }
    }
}
