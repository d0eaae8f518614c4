using System.Collections.Immutable;

namespace StreamRnn.Alerting.Summaries;

/// <summary>One change of what is told in place of many incidents. A function of the lane's input alone, the same after any replay.</summary>
public sealed record SummaryChange
{
    /// <summary>A group's incident or a storm.</summary>
    public required SummaryKind Kind { get; init; }

    /// <summary>A hash of the kind, the name and the opening event's topic, partition and offset, 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The group's name; of a storm, its lane's topic and partition: <c>readings/3</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Of a group, the name of its definition; of a storm empty.</summary>
    public required string Definition { get; init; }

    /// <summary>Begun, grown or over.</summary>
    public required IncidentState State { get; init; }

    /// <summary>0 for the opening, then 1, 2, 3.</summary>
    public required int Sequence { get; init; }

    /// <summary>The exceedance that opened it: the last of those that it took.</summary>
    public required Exceedance Opening { get; init; }

    /// <summary>Unix milliseconds on the lane's clock; for an opening, the event's time.</summary>
    public required long Time { get; init; }

    /// <summary>Incidents so far.</summary>
    public required int Incidents { get; init; }

    /// <summary>How many of them are open.</summary>
    public required int OpenIncidents { get; init; }

    /// <summary>Some of the incidents: of a group the open ones with the highest scores, of a storm those that were not listed before; once a storm is over, those still open.</summary>
    public required ImmutableArray<FoldedIncident> Listed { get; init; }

    /// <summary>How many of those that would belong in the list have no room there.</summary>
    public required int NotListed { get; init; }

    /// <summary>The highest score so far.</summary>
    public required double PeakScore { get; init; }

    /// <summary>The highest severity that rules allow, by rank from 0.</summary>
    public required int SeverityCap { get; init; }

    /// <summary>How many ranks the number of incidents raises the severity by.</summary>
    public required int SeverityRise { get; init; }
}

/// <summary>What stands in place of many incidents.</summary>
public enum SummaryKind
{
    /// <summary>Streams of one group that opened incidents close together.</summary>
    Group,

    /// <summary>More incidents of a lane than anyone reads.</summary>
    Storm,
}

/// <summary>One of the incidents that a summary stands for.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="IncidentId">The incident.</param>
/// <param name="OpenedAt">When it opened, on the lane's clock, Unix milliseconds.</param>
/// <param name="PeakScore">The highest score so far.</param>
/// <param name="SeverityCap">The highest severity that rules allow, by rank from 0.</param>
/// <param name="IsOpen">Whether it goes on.</param>
public sealed record FoldedIncident(string Stream, string IncidentId, long OpenedAt, double PeakScore, int SeverityCap, bool IsOpen);
