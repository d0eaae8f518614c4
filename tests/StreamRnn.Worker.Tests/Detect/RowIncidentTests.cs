using StreamRnn.Alerting;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Detect;

namespace StreamRnn.Worker.Tests.Detect;

public sealed class RowIncidentTests
{
    [Fact]
    public void Follow_AnIncidentsLife_NamesItWhereItOpensAndIsUpdated()
    {
        var row = new RowIncident();
        var seen = new List<string?>();
        IncidentChange[][] rows =
        [
            [],
            [Change("a", IncidentState.Open, 0.7)],
            [],
            [Change("a", IncidentState.Update, 0.9)],
            [Change("a", IncidentState.Resolve, 0.9)],
            [Change("b", IncidentState.Open, 0.6)],
            [Change("b", IncidentState.Resolve, 0.6), Change("c", IncidentState.Open, 0.8)],
        ];

        foreach (IncidentChange[] changes in rows)
        {
            row.Follow(changes);
            seen.Add(row.Id);
        }

        Assert.Equal([null, "a", null, "a", null, "b", "c"], seen);
        Assert.Equal(3, row.Opened);
    }

    private static IncidentChange Change(string id, IncidentState state, double score)
    {
        var exceedance = new Exceedance
        {
            Stream = "file", Topic = "file", Partition = 0, Offset = 0, Time = 0, Actual = [1], Expected = [0], Lower = [0], Upper = [0], Attribution = [1],
            Score = score, RawScore = 0, Surprisal = 0, Confidence = 1, LeadingEvidence = Evidence.ForecastError, LeadingFeature = 0, Direction = 1, Measure = 11.2, UsualMeasure = 4.5,
        };
        return new IncidentChange
        {
            IncidentId = id, State = state, Sequence = 0, Opening = exceedance, Trigger = exceedance, PeakScore = score, ExceedanceCount = 1, Time = 0,
        };
    }
}
