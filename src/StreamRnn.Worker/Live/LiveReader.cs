using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Alerts;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Worker.Live;

/// <summary>
/// One reader of a feed, which remembers what it has read: its first message holds all that is kept, later ones what came since. The feed holds the first
/// streams only; <paramref name="totals"/> says how much there is of all. Not thread-safe.
/// </summary>
internal sealed class LiveReader(LiveFeed feed, Func<LaneTotals> totals)
{
    // A lane that writes waits for at most one copy of this many points: 12 KiB.
    private const int PointsPerCopy = 256;

    private static readonly (string Name, Func<LivePoint, double> Value)[] columns =
    [
        ("reading", point => point.Reading),
        ("forecast", point => point.Forecast),
        ("lower", point => point.Lower),
        ("upper", point => point.Upper),
        ("score", point => point.Score),
    ];

    private readonly long[] next = new long[feed.Options.Streams];
    private readonly LivePoint[] points = new LivePoint[feed.Options.Points];
    private long incidentVersion;
    private Totals? written;

    /// <summary>Writes a message of what is new, as one JSON object without line ends; writes nothing and returns false where nothing is.</summary>
    public bool TryWrite(IBufferWriter<byte> destination)
    {
        ImmutableArray<LiveStream> streams = feed.Streams;
        ImmutableArray<LiveIncident> incidents = feed.IncidentsAfter(incidentVersion, out incidentVersion);
        Totals all = Totals.Of(totals());
        if (written == all && incidents.IsEmpty && !streams.Where((stream, index) => stream.Total > next[index]).Any())
        {
            return false;
        }

        using Utf8JsonWriter json = new(destination);
        json.WriteStartObject();
        json.WriteBoolean("complete", written is null);
        WriteTotals(json, all);
        json.WriteStartArray("streams");
        for (int index = 0; index < streams.Length; index++)
        {
            WriteStream(json, streams[index], index);
        }

        json.WriteEndArray();
        json.WriteStartArray("incidents");
        foreach (LiveIncident incident in incidents)
        {
            WriteIncident(json, incident.Newest);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        written = all;
        return true;
    }

    private static void WriteTotals(Utf8JsonWriter json, Totals all)
    {
        json.WriteStartObject("all");
        json.WriteNumber("streams", all.Streams);
        json.WriteNumber("readings", all.Readings);
        json.WriteNumber("incidents", all.Incidents);
        json.WriteNumber("open", all.OpenIncidents);
        json.WriteNumber("refused", all.RefusedStreams);
        json.WriteEndObject();
    }

    private void WriteStream(Utf8JsonWriter json, LiveStream stream, int index)
    {
        bool isFirst = next[index] == 0;
        int count = Copy(stream, index);
        json.WriteStartObject();
        json.WriteString("name", stream.Name);
        if (isFirst)
        {
            json.WriteNumber("capacity", stream.Capacity);
            WriteNote(json, feed.Options.Notes.FirstOrDefault(note => note.Stream == stream.Name));
        }

        if (count > 0)
        {
            WritePoints(json, points.AsSpan(0, count));
        }

        json.WriteEndObject();
    }

    private int Copy(LiveStream stream, int index)
    {
        int count = 0;
        int copied;
        do
        {
            Span<LivePoint> room = points.AsSpan(count, Math.Min(PointsPerCopy, points.Length - count));
            copied = stream.Copy(next[index], room, out long after);
            if (after - copied > next[index])
            {
                // The ring has gone on past what is in hand: what was copied before is older than what is kept.
                room[..copied].CopyTo(points);
                count = 0;
            }

            next[index] = after;
            count += copied;
        }
        while (copied == PointsPerCopy && count < points.Length);
        return count;
    }

    private static void WriteNote(Utf8JsonWriter json, LiveNote? note)
    {
        if (note is null)
        {
            return;
        }

        json.WriteString("caption", note.Caption);
        json.WriteStartArray("windows");
        foreach ((long from, long to) in note.Windows)
        {
            json.WriteStartArray();
            json.WriteNumberValue(from);
            json.WriteNumberValue(to);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WritePoints(Utf8JsonWriter json, ReadOnlySpan<LivePoint> points)
    {
        json.WriteStartArray("time");
        foreach (LivePoint point in points)
        {
            json.WriteNumberValue(point.Time);
        }

        json.WriteEndArray();
        foreach ((string name, Func<LivePoint, double> value) in columns)
        {
            json.WriteStartArray(name);
            foreach (LivePoint point in points)
            {
                WriteNumber(json, value(point));
            }

            json.WriteEndArray();
        }
    }

    private void WriteIncident(Utf8JsonWriter json, IncidentChange change)
    {
        Exceedance opening = change.Opening;
        int feature = opening.LeadingFeature;
        json.WriteStartObject();
        json.WriteString("id", change.IncidentId);
        json.WriteString("stream", opening.Stream);
        json.WriteString("state", change.State.Name());
        json.WriteNumber("opened", opening.Time);
        json.WriteNumber("last", change.Trigger.Time);
        json.WriteNumber("peak", (float)change.PeakScore);
        json.WriteNumber("exceedances", change.ExceedanceCount);
        foreach ((string name, double value) in new[]
        {
            ("reading", opening.Actual[feature]),
            ("expected", opening.Expected[feature]),
            ("lower", opening.Lower[feature]),
            ("upper", opening.Upper[feature]),
        })
        {
            json.WritePropertyName(name);
            WriteNumber(json, value);
        }

        json.WriteString("reason", IncidentReason.Describe(change with { State = IncidentState.Open, Trigger = opening }, feed.Options.FeatureNames));
        json.WriteEndObject();
    }

    // Single precision is more than a chart shows, and half the bytes.
    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (float.IsFinite((float)value))
        {
            json.WriteNumberValue((float)value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private readonly record struct Totals(long Streams, long Readings, long Incidents, long OpenIncidents, long RefusedStreams)
    {
        public static Totals Of(LaneTotals lanes) => new(
            lanes.Streams,
            lanes.Outcomes[(int)EventOutcome.Scored] + lanes.Outcomes[(int)EventOutcome.WarmingUp],
            lanes.Alerts[(int)IncidentState.Open],
            lanes.OpenIncidents,
            lanes.RefusedStreams);
    }
}
