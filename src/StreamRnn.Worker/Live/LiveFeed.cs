using System.Collections.Immutable;
using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Engine;

namespace StreamRnn.Worker.Live;

/// <summary>
/// The newest points of the first streams and the newest incidents, in memory that is allocated at start. Lanes write
/// from their own threads; a stream belongs to one lane at a time. After a stream's first event nothing is allocated per event.
/// </summary>
internal sealed class LiveFeed : IEngineObserver
{
    private readonly LivePoint[] arena;
    private readonly Lock streamGate = new();
    private readonly Lock incidentGate = new();
    private readonly List<LiveIncident> incidents;

    // Replaced as a whole when a stream is added, which happens at most as often as there is room: lanes look up without a lock.
    private LiveStreamIndex byKey = new();
    private ImmutableArray<LiveStream> streams = [];
    private long incidentVersion;

    public LiveFeed(LiveFeedOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Streams, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Streams, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Points, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Points, 100_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Incidents, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Incidents, 10_000);
        Options = options;
        arena = new LivePoint[options.Streams * options.Points];
        incidents = new List<LiveIncident>(options.Incidents);
    }

    public LiveFeedOptions Options { get; }

    /// <summary>The streams, in the order of their first events; an index never changes its stream.</summary>
    public ImmutableArray<LiveStream> Streams
    {
        get
        {
            lock (streamGate)
            {
                return streams;
            }
        }
    }

    /// <inheritdoc/>
    public void Scored(in SensorEvent sensorEvent, ScoredEvent scored)
    {
        LiveStreamIndex known = Volatile.Read(ref byKey);
        if (!known.TryFind(sensorEvent.Key, out LiveStream? stream))
        {
            if (known.Count >= Options.Streams || (stream = Admit(sensorEvent.Key)) is null)
            {
                return;
            }
        }

        stream.Add(new LivePoint
        {
            Time = sensorEvent.Time,
            Reading = sensorEvent.Values[0],
            Forecast = scored.Forecast[0],
            Lower = scored.Lower[0],
            Upper = scored.Upper[0],
            Score = scored.Score,
        });
    }

    /// <inheritdoc/>
    public void Changed(IncidentChange change)
    {
        lock (incidentGate)
        {
            LiveIncident incident = new(++incidentVersion, change);
            int index = incidents.FindLastIndex(known => known.Newest.IncidentId == change.IncidentId);
            if (index >= 0)
            {
                incidents[index] = incident;
                return;
            }

            if (incidents.Count == Options.Incidents)
            {
                incidents.RemoveAt(0);
            }

            incidents.Add(incident);
        }
    }

    /// <summary>The kept incidents that changed after <paramref name="version"/>, in the order of their openings; <paramref name="newest"/> is what to ask with next.</summary>
    public ImmutableArray<LiveIncident> IncidentsAfter(long version, out long newest)
    {
        lock (incidentGate)
        {
            newest = incidentVersion;
            return version == newest ? [] : [.. incidents.Where(incident => incident.Version > version)];
        }
    }

    private LiveStream? Admit(ReadOnlySpan<byte> key)
    {
        lock (streamGate)
        {
            if (byKey.TryFind(key, out LiveStream? stream))
            {
                return stream;
            }

            if (streams.Length == Options.Streams)
            {
                return null;
            }

            stream = new LiveStream(
                Encoding.UTF8.GetString(key), arena.AsMemory(streams.Length * Options.Points, Options.Points));
            Volatile.Write(ref byKey, byKey.With(key, stream));
            streams = streams.Add(stream);
            return stream;
        }
    }
}

/// <summary>An incident as the page shows it: its opening and its newest change.</summary>
/// <param name="Version">Grows with every change of any incident: what a reader has not seen yet lies above its last one.</param>
/// <param name="Newest">The newest change.</param>
internal sealed record LiveIncident(long Version, IncidentChange Newest);
