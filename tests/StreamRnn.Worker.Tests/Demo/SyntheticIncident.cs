using StreamRnn.Alerting;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Tests.Demo;

/// <summary>Incident changes made by hand: a reading of 80 where 40 to 60 was expected.</summary>
internal static class SyntheticIncident
{
    public static IncidentChange Change(
        string id, string stream, long opened, IncidentState state = IncidentState.Open, long? time = null, int direction = 1)
    {
        Exceedance opening = Exceedance(stream, opened, direction);
        return new IncidentChange
        {
            IncidentId = id,
            State = state,
            Sequence = state == IncidentState.Open ? 0 : 1,
            Opening = opening,
            Trigger = time is { } at ? Exceedance(stream, at, direction) : opening,
            PeakScore = 0.75,
            ExceedanceCount = state == IncidentState.Open ? 1 : 2,
            Time = time ?? opened,
        };
    }

    private static Exceedance Exceedance(string stream, long time, int direction) => new()
    {
        Stream = stream,
        Topic = "demo-readings",
        Partition = 0,
        Offset = time / 1000,
        Time = time,
        Actual = [80],
        Expected = [50],
        Lower = [40],
        Upper = [60],
        Attribution = [1],
        Score = 0.75,
        RawScore = 12,
        Surprisal = 5,
        Confidence = 1,
        LeadingEvidence = Evidence.ForecastError,
        LeadingFeature = 0,
        Direction = direction,
        Measure = 11.2,
        UsualMeasure = 4.5,
    };
}
