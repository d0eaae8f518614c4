using System.Collections.Immutable;
using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;
using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;

namespace StreamRnn.Alerting;

/// <summary>
/// The windows of a lane's streams: exceedances in, incidents with their changes out, on a virtual clock. An incident opens at the first exceedance, goes on while
/// alarms reach the closing threshold, is updated when an exceedance says something new or the update interval has passed, and is resolved after a quiet span, counted on the
/// lane's clock from the moment its last event came: so a stream whose event times lag behind the lane's is not resolved at once; or from the event's own time, where that
/// was ahead of the lane's and the lane has got there since.
/// </summary>
internal sealed class StreamWindows : IDisposable
{
    /// <summary>Longer keys are decoded on the heap.</summary>
    private const int MaxStackChars = 512;

    private readonly IncidentOptions options;
    private double openThreshold;
    private double closeThreshold;
    private long streams;
    private readonly LaneClock clock = new();
    private readonly Subject<Signal> signals = new();
    private readonly IDisposable subscription;

    // By stream. Here and not inside the operators, where neither a hash nor a snapshot would reach it.
    private readonly Dictionary<string, Incident> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Incident>.AlternateLookup<ReadOnlySpan<char>> openByName;
    private readonly EndedIncidents ended = new();
    private readonly List<Incident> changed = [];

    private long watermark;
    private long openings;
    private int silent;

    public StreamWindows(IncidentOptions options)
    {
        this.options = options;
        openThreshold = options.OpenThreshold;
        closeThreshold = options.CloseThresholdOf(openThreshold);
        RuleCounts = new RuleCounts(options.Rules.Rules.Length);
        openByName = open.GetAlternateLookup<ReadOnlySpan<char>>();
        subscription = signals
            .GroupByUntil(
                signal => signal.Stream,
                stream => QuietSpan.WhenOver(() => LaneClock.ToTime(open[stream.Key].DueAt(watermark)), FirstLookAt(stream.Key), clock),
                StringComparer.Ordinal)
            .SelectMany(stream => stream.Materialize().Select(notification => Next(stream.Key, notification)))
            .Subscribe(Keep);
    }

    /// <summary>What the rules took away since the windows were made.</summary>
    public RuleCounts RuleCounts { get; }

    /// <summary>Incidents open now, without those that were never told.</summary>
    public int OpenIncidents => open.Count - silent;

    /// <summary>Incidents whose last step is worth an alert, in order; whoever tells them clears the list.</summary>
    public List<Incident> Changed => changed;

    /// <summary>The virtual time, Unix milliseconds.</summary>
    public long Now => clock.Milliseconds;

    /// <summary>A moment before which nothing changes unless an exceedance comes; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue => Math.Min(clock.NextDueMilliseconds, ended.NextDue);

    /// <summary>Whether an event opens an incident, or goes on with one. Allocates nothing.</summary>
    public bool Concerns(double alarm, ReadOnlySpan<byte> key) =>
        alarm >= openThreshold || (alarm >= closeThreshold && IsOpen(key));

    /// <summary>The score that opens an incident now.</summary>
    public double OpenThreshold => openThreshold;

    /// <summary>Says how many streams the lane has, which a wanted number of incidents a day is spread over.</summary>
    public void Expect(long streams)
    {
        if (streams != this.streams && options.PerDay > 0)
        {
            this.streams = streams;
            openThreshold = options.OpenThresholdOf(streams);
            closeThreshold = options.CloseThresholdOf(openThreshold);
        }
    }

    /// <summary>Moves the virtual clock, forward, of a lane that has reached <paramref name="watermark"/>, and ends what falls due; at the same moment in the order of the openings.</summary>
    public void AdvanceTo(long milliseconds, long watermark)
    {
        this.watermark = watermark;
        clock.AdvanceTo(milliseconds);
        ended.AdvanceTo(milliseconds);
        if (changed.Count > 1)
        {
            // Actions due at the same moment run in the order in which they were scheduled, which for a timer that was set again isn't the order of opening.
            changed.Sort(static (a, b) => a.OpeningOrder.CompareTo(b.OpeningOrder));
        }
    }

    /// <summary>Takes an event in that <see cref="Concerns"/>.</summary>
    public void Push(Exceedance exceedance)
    {
        if (exceedance.Score >= openThreshold)
        {
            Exceed(exceedance, open.GetValueOrDefault(exceedance.Stream));
        }
        else if (exceedance.Score >= closeThreshold && open.TryGetValue(exceedance.Stream, out Incident? incident))
        {
            open[exceedance.Stream] = incident.Hold(exceedance.Time, Now);
        }
    }

    /// <summary>Says how a stream stands that has an open incident; of any other it says nothing.</summary>
    public void Settle(string stream, Resolution resolution)
    {
        if (open.TryGetValue(stream, out Incident? incident))
        {
            open[stream] = incident with { Resolution = resolution };
        }
    }

    /// <summary>Something else tells an open incident from now on.</summary>
    public void Fold(string stream, Folding folding) => open[stream] = open[stream] with { Folding = folding };

    /// <summary>What told an open incident is over: it is told itself, as opened.</summary>
    public IncidentChange TellAlone(string stream) => (open[stream] = open[stream].TellAlone(Now)).Change!;

    /// <summary>Goes on from where others stood, in silence.</summary>
    public void Restore(WindowsState state)
    {
        openings = state.Openings;
        silent = state.Open.Count(static incident => incident.IsSilent);
        if (state.Watermark != long.MinValue)
        {
            AdvanceTo(LaneClock.Clamp(state.Watermark), state.Watermark);
        }

        foreach (EndedIncident over in state.Ended)
        {
            ended.Add(over);
        }

        foreach (Incident incident in state.Open)
        {
            open.Add(incident.Opening.Stream, incident);
            signals.OnNext(new Signal(incident.Opening.Stream, null, RuleVerdict.Passed));
        }
    }

    /// <summary>What they go on from, but for the lane's time.</summary>
    public (long Openings, ImmutableArray<Incident> Open, ImmutableArray<EndedIncident> Ended) Save() => (openings, [.. OpenInOrder()], [.. ended.All]);

    public void Dispose()
    {
        subscription.Dispose();
        signals.Dispose();
    }

    /// <summary>When a new group's timer looks first: an incident that opens is not over before the shortest quiet span; one that is restored knows its own.</summary>
    private DateTimeOffset FirstLookAt(string stream) =>
        LaneClock.ToTime(open.TryGetValue(stream, out Incident? restored) ? restored.DueAt(watermark) : Now + (long)options.Quiet.TotalMilliseconds);

    private IEnumerable<Incident> OpenInOrder() => open.Values.OrderBy(static incident => incident.OpeningOrder);

    /// <summary>Whether a stream has an open incident. Allocates nothing.</summary>
    public bool IsOpen(ReadOnlySpan<byte> key)
    {
        if (open.Count == 0)
        {
            return false;
        }

        int length = Encoding.UTF8.GetCharCount(key);
        Span<char> name = length <= MaxStackChars ? stackalloc char[length] : new char[length];
        Encoding.UTF8.GetChars(key, name);
        return openByName.ContainsKey(name);
    }

    /// <summary>Takes an exceedance of a stream that has this open incident or none.</summary>
    private void Exceed(Exceedance exceedance, Incident? incident)
    {
        RuleVerdict verdict = options.Rules.Judge(exceedance);
        if (verdict.IsMuted)
        {
            RuleCounts.CountExceedance(verdict.MutingRule);
        }

        if (incident is not null && (verdict.IsMuted || (incident.IsSilent && incident.IsEndedBy(exceedance))))
        {
            open[exceedance.Stream] = incident.ExceedUntold(exceedance, Now);
        }
        else if (incident is not null || !IsAfterTheEnd(exceedance))
        {
            signals.OnNext(new Signal(exceedance.Stream, exceedance, verdict));
        }
    }

    /// <summary>Whether the exceedance belongs to an incident that is over, as its recovery; which is told the first time.</summary>
    private bool IsAfterTheEnd(Exceedance exceedance)
    {
        if (ended.Find(exceedance.Stream) is not { } over || !over.IsEndedBy(exceedance, Now))
        {
            return false;
        }

        if (over.Incident.Resolution != Resolution.Recovered)
        {
            Incident recovered = over.Incident.RecoverAfterTheEnd(exceedance, Now);
            ended.Add(over with { Incident = recovered });
            Keep(recovered);
        }

        return true;
    }

    private Incident? Next(string stream, Notification<Signal> notification)
    {
        if (!notification.HasValue)
        {
            open.Remove(stream, out Incident? over);
            Incident resolved = over!.Resolve(Now);
            silent -= over.IsSilent ? 1 : 0;
            ended.Add(new EndedIncident(resolved, Now));
            return resolved;
        }

        if (notification.Value.Exceedance is not { } exceedance)
        {
            // A restored incident: it is there already, and its timer was set as its group began.
            return null;
        }

        RuleVerdict verdict = notification.Value.Verdict;
        return open[stream] =
            !open.TryGetValue(stream, out Incident? incident) ? Open(exceedance, verdict, FlapsBefore(stream))
            : incident.IsSilent ? Unmute(incident, exceedance, verdict)
            : incident.Exceed(exceedance, options.UpdateInterval, verdict.SeverityCap, watermark, Now);
    }

    private Incident Open(Exceedance exceedance, RuleVerdict verdict, int flaps, Muting? before = null)
    {
        if (verdict.IsMuted)
        {
            RuleCounts.CountIncident(verdict.MutingRule);
            silent++;
        }

        return Incident.Open(exceedance, options, verdict, before, flaps, openings++, Now);
    }

    /// <summary>An incident that began muted lasts beyond that: it opens, for those who are told, now.</summary>
    private Incident Unmute(Incident incident, Exceedance exceedance, RuleVerdict verdict)
    {
        silent--;
        return Open(exceedance, verdict, incident.Flaps, incident.Muting);
    }

    private int FlapsBefore(string stream)
    {
        int flaps = ended.Find(stream) is { Incident: { } before } ? before.Flaps + (before.IsSilent ? 0 : 1) : 0;
        ended.Remove(stream);
        return flaps;
    }

    private void Keep(Incident? incident)
    {
        if (incident?.Change is not null)
        {
            changed.Add(incident);
        }
    }

    /// <summary>An exceedance of a stream and what rules say of it; or none, where an incident is restored.</summary>
    private readonly record struct Signal(string Stream, Exceedance? Exceedance, RuleVerdict Verdict);
}
