using StreamRnn.Alerting;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Tests.Alerts;

/// <summary>An incident as the windows hand it over, with numbers chosen by hand.</summary>
internal static class Changes
{
    public const string IncidentId = "0123456789abcdef0123456789abcdef";

    /// <summary>2026-01-31T12:00:00Z.</summary>
    public const long OpeningTime = 1_769_860_800_000;

    public static IncidentChange Opened => new()
    {
        IncidentId = IncidentId,
        State = IncidentState.Open,
        Sequence = 0,
        Opening = Exceedance,
        Trigger = Exceedance,
        PeakScore = Exceedance.Score,
        ExceedanceCount = 1,
        Time = OpeningTime,
    };

    public static IncidentChange Resolved => Opened with
    {
        State = IncidentState.Resolve,
        Sequence = 2,
        PeakScore = 0.999,
        ExceedanceCount = 7,
        Time = OpeningTime + 3_600_000,
    };

    public static Exceedance Exceedance => new()
    {
        Stream = "pump-7 ü",
        Topic = "readings",
        Partition = 3,
        Offset = 123_456_789_012,
        Time = OpeningTime,
        Actual = [2.5, double.NaN],
        Expected = [70.25, double.NaN],
        Lower = [64.5, double.NegativeInfinity],
        Upper = [76, double.PositiveInfinity],
        Attribution = [1, 0],
        Score = 0.75,
        RawScore = 12.5,
        Surprisal = 9,
        Confidence = 1,
        LeadingEvidence = Evidence.ForecastError,
        LeadingFeature = 0,
        Direction = -1,
        Measure = 11.2,
        UsualMeasure = 4.5,
    };
}
