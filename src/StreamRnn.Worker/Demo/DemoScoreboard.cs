using System.Collections.Immutable;
using StreamRnn.Alerting;

namespace StreamRnn.Worker.Demo;

/// <summary>
/// Sets incidents against labelled windows. An incident finds a window when its opening or one of its updates lies
/// within it; one that finds none is counted as other.
/// </summary>
internal sealed class DemoScoreboard
{
    private readonly ImmutableArray<Entry> entries;
    private readonly Dictionary<string, Entry> byStream;

    public DemoScoreboard(ImmutableArray<DemoSeries> series)
    {
        entries = [.. series.Select(one => new Entry(one))];
        byStream = entries.ToDictionary(entry => entry.Series.Stream.Name, StringComparer.Ordinal);
    }

    /// <summary>The result so far, one per stream, in the catalogue's order.</summary>
    public ImmutableArray<StreamResult> Results => [.. entries.Select(entry => entry.ToResult())];

    /// <summary>Takes an incident's change in, in the order of the lane. A resolve tells nothing about where an anomaly was.</summary>
    /// <exception cref="ArgumentException">The change's stream is none of the series'.</exception>
    public void Add(IncidentChange change)
    {
        if (!byStream.TryGetValue(change.Trigger.Stream, out Entry? entry))
        {
            throw new ArgumentException(
                $"The stream {change.Trigger.Stream} is none of {string.Join(", ", byStream.Keys)}.", nameof(change));
        }

        if (change.State != IncidentState.Resolve)
        {
            entry.Add(change);
        }
    }

    private sealed class Entry(DemoSeries series)
    {
        private readonly long?[] firstIncidents = new long?[series.Windows.Length];
        private readonly HashSet<string> incidents = new(StringComparer.Ordinal);
        private readonly HashSet<string> inside = new(StringComparer.Ordinal);

        public DemoSeries Series => series;

        public void Add(IncidentChange change)
        {
            incidents.Add(change.IncidentId);
            for (int window = 0; window < firstIncidents.Length; window++)
            {
                if (series.Windows[window].Contains(change.Trigger.Time))
                {
                    inside.Add(change.IncidentId);
                    firstIncidents[window] ??= change.Trigger.Time;
                }
            }
        }

        public StreamResult ToResult() => new(
            series.Stream.Name,
            series.Readings.Length,
            [.. series.Windows.Select((window, index) => new WindowResult(window, firstIncidents[index]))],
            inside.Count,
            incidents.Count - inside.Count);
    }
}

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

/// <summary>A labelled window and the event time of the first opening or update within it, Unix milliseconds; null where it was missed.</summary>
internal readonly record struct WindowResult(LabelledWindow Window, long? FirstIncident);
