using System.Collections.Immutable;
using StreamRnn.Alerting.Summaries;

namespace StreamRnn.Alerting;

/// <summary>All that a lane's windows go on from: a pipeline that is made with it tells what the one that it was taken from would have told.</summary>
internal sealed record WindowsState
{
    /// <summary>That of a pipeline which was given nothing yet.</summary>
    public static WindowsState Fresh { get; } = new() { Watermark = long.MinValue, Openings = 0, Open = [], Ended = [], Groups = [], Storm = StormState.Calm };

    /// <summary>The lane's time as it was last given, Unix milliseconds.</summary>
    public required long Watermark { get; init; }

    /// <summary>Incidents opened so far.</summary>
    public required long Openings { get; init; }

    /// <summary>The open incidents, in the order of their openings.</summary>
    public required ImmutableArray<Incident> Open { get; init; }

    /// <summary>Those that ended lately, in the order of their openings.</summary>
    public required ImmutableArray<EndedIncident> Ended { get; init; }

    /// <summary>The groups with incidents that are open or opened lately.</summary>
    public required ImmutableArray<GroupState> Groups { get; init; }

    /// <summary>The storm, or what leads to one.</summary>
    public required StormState Storm { get; init; }
}
