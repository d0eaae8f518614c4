using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>The parts against the row-by-row traces of the prototype they follow.</summary>
[Trait("Category", "Shared")]
public sealed class TraceTests
{
    // The traces have seven digits and the prototype's own arithmetic.
    private const double Tolerance = 1e-5;

    // That of a root whose square is within the tolerance, near 0.
    private const double RootTolerance = 3e-3;

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
        PartsRun run = PartsRun.Over(StreamMemory.Rich, trace["value"], times, trace["network_error"]);

        AssertNear(trace, run, "x", floor: 0.1);
        AssertNear(trace, run, "predictor_error", floor: 0.1);
        AssertNear(trace, run, "E", floor: 1e-3);
        AssertNear(trace, run, "event", floor: 1e-3);

        // A root is without a bound on its slope at 0: what stands under it is compared.
        AssertNear(trace, run, "sharp_network", floor: 1, power: 2, tolerance: 2 * Tolerance);
        AssertNear(trace, run, "sharp_predictor", floor: 1, power: 2);
        AssertNear(trace, run, "sharp_ewma", floor: 1, power: 2);
        AssertNear(trace, run, "sharp_profile", floor: 1, power: 2);
        AssertNear(trace, run, "sharp", floor: 1, tolerance: RootTolerance);
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public void SlowEvidence_OfATracedNetworksErrors_GivesTheTracesN(string name, string? nabFile)
    {
        Trace trace = Trace.Read(name, nabFile);

        // N is an older recipe's, of plain errors with a bound of 30. It sums three scales; the one of four rows a step is silent for its own first
        // 150 steps, so up to row 599 N is the first scale's alone.
        SlowEvidenceOptions<DoubleQuadruple> options = SlowEvidenceOptions<DoubleQuadruple>.ForScale(1) with { Caps = DoubleQuadruple.Of(30) };
        var evidence = default(SlowEvidence<DoubleQuadruple>);
        float[] start = new float[CalibratorOptions.StartBuffer];
        double largest = 0;
        for (int row = 0; row < 4 * CalibratorOptions.StartLength; row++)
        {
            double actual = evidence.Observe(options, Math.Abs(trace["network_error"][row]), row, start);
            double expected = trace["N"][row];

            // Calibrated thresholds near an error turn its seventh digit into the fifth of a small excess, hence the floor.
            Assert.Equal(expected, actual, Tolerance * Math.Max(1, expected));
            largest = Math.Max(largest, actual);
        }

        Assert.True(largest > 1);
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public void DenseScore_OfTracedEvidence_GivesTheTracesScore(string name, string? nabFile)
    {
        Trace trace = Trace.Read(name, nabFile);
        var dense = default(DenseScore<double>);
        for (int row = 0; row < trace.Rows; row++)
        {
            double lasting = LastingEvidence.After(trace["AZ"][row] + (trace["N2"][row] / 2), row);
            Assert.Equal(trace["P"][row], lasting, Tolerance * Math.Max(1, lasting));

            // The traced sharp evidence has been through the filter of bursts; what it lets through, it lets through again.
            double score = dense.Observe(trace["P"][row], trace["gated_sharp"][row]);
            Assert.Equal(trace["dense2"][row], score, Tolerance * Math.Max(0.1, score));
        }

        Assert.Contains(trace["gated_sharp"], sharp => sharp > 1);
    }

    private static void AssertNear(
        Trace trace, PartsRun run, string column, double floor, double power = 1, double tolerance = Tolerance)
    {
        for (int row = 0; row < trace.Rows; row++)
        {
            double expected = Math.Sign(trace[column][row]) * Math.Pow(Math.Abs(trace[column][row]), power);
            double actual = Math.Sign(run[column][row]) * Math.Pow(Math.Abs(run[column][row]), power);
            double difference = Math.Abs(actual - expected) / Math.Max(Math.Abs(expected), floor);
            Assert.True(
                difference <= tolerance,
                $"{column} at row {row}: {actual:R} for {expected:R}, {difference:E2} apart, relatively.");
        }
    }
}
