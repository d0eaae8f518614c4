using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Alerting;

/// <summary>
/// A lane's reactive windows: exceedances in, incident changes out, on a virtual clock that the lane's watermark advances.
/// Per stream, an incident opens at the first exceedance, is updated when one outdoes its peak or the update interval has
/// passed, and is resolved after a quiet span, counted on the lane's clock from the moment its last exceedance came: so a
/// stream whose event times lag behind the lane's is not resolved at once; or from the exceedance's own time, where that was ahead of the lane's and
/// the lane has got there since. One thread, no wall clock.
/// </summary>
public sealed class IncidentPipeline : IDisposable
{
    private readonly Action<IncidentChange> changed;
    private readonly LaneClock clock = new();
    private readonly Subject<Exceedance> exceedances = new();
    private readonly IDisposable subscription;

    // By stream. Here and not inside the operators, where neither a hash nor a snapshot would reach it.
    private readonly Dictionary<string, Incident> open = new(StringComparer.Ordinal);

    // Changes leave after Rx has returned: a caller that throws can't tear a half-run operator chain down.
    private readonly List<Incident> pending = [];

    private long watermark = long.MinValue;
    private long nextDue = long.MaxValue;
    private long openings;
    private readonly bool isRestored;

    /// <summary><paramref name="changed"/> is called on the caller's thread, within <see cref="Push"/> and <see cref="Advance"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public IncidentPipeline(IncidentOptions options, Action<IncidentChange> changed)
        : this(options, changed, null)
    {
    }

    /// <summary>Goes on from where another pipeline stood, in silence.</summary>
    private IncidentPipeline(IncidentOptions options, Action<IncidentChange> changed, WindowsState? state)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(changed);
        options.Validate();
        Options = options;
        this.changed = changed;
        subscription = exceedances
            .GroupByUntil(
                exceedance => exceedance.Stream,
                stream => QuietSpan.WhenOver(
                    () => LaneClock.ToTime(open[stream.Key].DueAt(watermark, options.Quiet)),
                    LaneClock.ToTime(open.TryGetValue(stream.Key, out Incident? restored) ? restored.DueAt(watermark, options.Quiet) : clock.Milliseconds + (long)options.Quiet.TotalMilliseconds),
                    clock),
                StringComparer.Ordinal)
            .SelectMany(stream => stream.Materialize().Select(notification => Next(stream.Key, notification)))
            .Subscribe(Keep);
        if (state is not null)
        {
            Restore(state);
        }

        isRestored = true;
    }

    /// <summary>The options the pipeline was made with.</summary>
    public IncidentOptions Options { get; }

    /// <summary>Incidents open now.</summary>
    public int OpenIncidents { get; private set; }

    /// <summary>
    /// Moves the virtual clock to the lane's watermark, Unix milliseconds; an older one is ignored. Resolves that fall due come in
    /// the order of their due times, then of their openings. Costs two comparisons and no allocation while nothing is due.
    /// Times outside the years 1 to 9999 count as the nearest within.
    /// </summary>
    public void Advance(long watermark)
    {
        if (watermark <= this.watermark)
        {
            return;
        }

        this.watermark = watermark;
        if (watermark >= nextDue)
        {
            RunDue();
        }
    }

    /// <summary>Takes an exceedance in, in lane order, after <see cref="Advance"/> was given the event's watermark.</summary>
    /// <exception cref="InvalidOperationException">No watermark was given yet, so the virtual clock has no time.</exception>
    public void Push(Exceedance exceedance)
    {
        ArgumentNullException.ThrowIfNull(exceedance);
        if (watermark == long.MinValue)
        {
            throw new InvalidOperationException($"An exceedance of stream \"{exceedance.Stream}\" came before the first watermark; call {nameof(Advance)} first.");
        }

        clock.AdvanceTo(LaneClock.Clamp(watermark));
        exceedances.OnNext(exceedance);
        nextDue = clock.NextDueMilliseconds;
        Deliver();
    }

    /// <summary>A pipeline that goes on from where another one stood that was saved, and tells what that one would have told.</summary>
    /// <exception cref="InvalidSnapshotException">What was saved can't be a pipeline's.</exception>
    public static IncidentPipeline Restore(IncidentOptions options, Action<IncidentChange> changed, StateWalk walk) =>
        new(options, changed, WindowsWalk.Over(walk, WindowsState.Fresh));

    /// <summary>Goes over all that further changes depend on, to save it: the lane's time as it was last given, and the open incidents in the order of their openings.</summary>
    public void Save(StateWalk walk) => WindowsWalk.Over(walk, Save());

    /// <summary>Adds what <see cref="Save(StateWalk)"/> goes over.</summary>
    public void AddTo(StateHash hash) => Save(new HashWalk(hash));

    /// <summary>Ends the windows without a word; open incidents stay open.</summary>
    public void Dispose()
    {
        subscription.Dispose();
        exceedances.Dispose();
    }

    /// <summary>To be taken between calls.</summary>
    private WindowsState Save() => new()
    {
        Watermark = watermark,
        Openings = openings,
        Open = [.. open.Values.OrderBy(static incident => incident.OpeningOrder)],
    };

    private void Restore(WindowsState state)
    {
        watermark = state.Watermark;
        openings = state.Openings;
        if (watermark != long.MinValue)
        {
            clock.AdvanceTo(LaneClock.Clamp(watermark));
        }

        // It opens the group of its stream and sets its timer; it is there already.
        foreach (Incident incident in state.Open)
        {
            open.Add(incident.Opening.Stream, incident);
            exceedances.OnNext(incident.Last);
        }

        OpenIncidents = open.Count;
        nextDue = clock.NextDueMilliseconds;
    }

    private Incident Next(string stream, Notification<Exceedance> notification)
    {
        if (!notification.HasValue)
        {
            open.Remove(stream, out Incident? ended);
            return ended!.Resolve(Options.Quiet, clock.Milliseconds);
        }

        if (!isRestored)
        {
            return open[stream];
        }

        return open[stream] = open.TryGetValue(stream, out Incident? incident)
            ? incident.Exceed(notification.Value, Options.UpdateInterval, clock.Milliseconds)
            : Incident.Open(notification.Value, openings++, clock.Milliseconds);
    }

    private void Keep(Incident incident)
    {
        if (incident.Change is not null)
        {
            pending.Add(incident);
        }
    }

    private void RunDue()
    {
        clock.AdvanceTo(LaneClock.Clamp(watermark));
        nextDue = clock.NextDueMilliseconds;
        if (pending.Count > 1)
        {
            // Actions due at the same moment run in the order in which they were scheduled, which for a timer that was set again isn't the order of opening.
            pending.Sort(static (a, b) => (a.ChangedAt, a.OpeningOrder).CompareTo((b.ChangedAt, b.OpeningOrder)));
        }

        Deliver();
    }

    private void Deliver()
    {
        int delivered = 0;
        try
        {
            while (delivered < pending.Count)
            {
                IncidentChange change = pending[delivered++].Change!;
                OpenIncidents += change.State switch { IncidentState.Open => 1, IncidentState.Resolve => -1, _ => 0 };
                changed(change);
            }
        }
        finally
        {
            pending.RemoveRange(0, delivered);
        }
    }
}
