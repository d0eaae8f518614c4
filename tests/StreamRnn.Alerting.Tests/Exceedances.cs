using System.Collections.Immutable;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Alerting.Tests;

/// <summary>Exceedances as a lane would make them.</summary>
internal static class Exceedances
{
    /// <summary>2026-01-31T12:00:00Z.</summary>
    public const long Noon = 1_769_860_800_000;

    public const long Second = 1000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;

    // Shared, because immutable arrays are equal only where they are the same array.
    private static readonly ImmutableArray<double> Actual = [2.08];
    private static readonly ImmutableArray<double> ActualInRange = [71.5];
    private static readonly ImmutableArray<double> Expected = [70.1];
    private static readonly ImmutableArray<double> Lower = [64.2];
    private static readonly ImmutableArray<double> Upper = [76.0];
    private static readonly ImmutableArray<double> Unknown = [double.NaN];
    private static readonly ImmutableArray<double> Attribution = [1.0];

    public static Exceedance Of(string stream, long offset, long time, double score = 0.8) => new()
    {
        Stream = stream,
        Topic = "readings",
        Partition = 3,
        Offset = offset,
        Time = time,
        Actual = Actual,
        Expected = Expected,
        Lower = Lower,
        Upper = Upper,
        Attribution = Attribution,
        Score = score,
        RawScore = 12,
        Surprisal = 9,
        Confidence = 1,
        LeadingEvidence = Evidence.ForecastError,
        LeadingFeature = 0,
        Direction = -1,
        Measure = 11.2, UsualMeasure = 4.5,
    };

    /// <summary>The same from above, at a reading that <see cref="Of"/>'s range allows for.</summary>
    public static Exceedance BackInRange(this Exceedance exceedance) => exceedance with { Actual = ActualInRange, Direction = 1 };

    /// <summary>The same of a stream that is silent.</summary>
    public static Exceedance AsSilence(this Exceedance exceedance, long milliseconds) => exceedance with
    {
        Expected = Unknown,
        Lower = Unknown,
        Upper = Unknown,
        LeadingEvidence = Evidence.Silence,
        Direction = 0,
        SilentFor = TimeSpan.FromMilliseconds(milliseconds),
    };

    public static Exceedance With(this Exceedance exceedance, double actual, double expected, double lower, double upper) => exceedance with
    {
        Actual = [actual],
        Expected = [expected],
        Lower = [lower],
        Upper = [upper],
    };

    public static ImmutableArray<double> Twice(double first, double second) => [first, second];
}
