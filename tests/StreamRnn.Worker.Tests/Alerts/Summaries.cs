using StreamRnn.Alerting;
using StreamRnn.Alerting.Summaries;

namespace StreamRnn.Worker.Tests.Alerts;

/// <summary>Summaries as the windows hand them over.</summary>
internal static class Summaries
{
    public static readonly SummaryChange Group = new()
    {
        Kind = SummaryKind.Group,
        Id = Changes.IncidentId,
        Name = "plant-3",
        Definition = "plant",
        State = IncidentState.Open,
        Sequence = 0,
        Opening = Changes.Exceedance,
        Time = Changes.OpeningTime,
        Incidents = 3,
        OpenIncidents = 3,
        Listed = [.. Enumerable.Range(1, 3).Select(pump => new FoldedIncident($"plant-3/pump-{pump}", Changes.IncidentId, Changes.OpeningTime - pump * 60_000, 0.75, int.MaxValue, true))],
        NotListed = 0,
        PeakScore = 0.75,
        SeverityCap = int.MaxValue,
        SeverityRise = 0,
    };

    public static readonly SummaryChange Storm = Group with { Kind = SummaryKind.Storm, Name = "readings/3", Definition = "" };
}
