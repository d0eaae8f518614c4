using System.Collections.Immutable;

namespace StreamRnn.Worker.Demo;

/// <summary>What was found in one stream.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="ReadingCount">Readings of the series.</param>
/// <param name="Windows">Its labelled windows, in time order.</param>
/// <param name="InsideIncidents">Incidents that find at least one window.</param>
/// <param name="OtherIncidents">Incidents that find none.</param>
internal sealed record StreamResult(
    string Stream, int ReadingCount, ImmutableArray<WindowResult> Windows, int InsideIncidents, int OtherIncidents)
{
    /// <summary>Windows that an incident found.</summary>
    public int FoundWindows => Windows.Count(window => window.FirstIncident is not null);
}
