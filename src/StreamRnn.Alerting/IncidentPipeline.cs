using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;
using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Alerting;

/// <summary>
/// A lane's reactive windows: exceedances in, incident changes out, on a virtual clock that the lane's watermark advances.
/// Per stream, an incident opens at the first exceedance, goes on while alarms reach the closing threshold, is updated when an exceedance says something
/// new or the update interval has passed, and is resolved after a quiet span, counted on the lane's clock from the moment its last event came: so a
/// stream whose event times lag behind the lane's is not resolved at once; or from the event's own time, where that was ahead of the lane's and
/// the lane has got there since. Groups and the storm guard then tell many incidents as one. One thread, no wall clock.
/// </summary>
public sealed class IncidentPipeline : IDisposable
{
    /// <summary>Longer keys are decoded on the heap.</summary>
    private const int MaxStackChars = 512;

    private readonly Action<IncidentChange> changed;
    private readonly double closeThreshold;
    private readonly LaneClock clock = new();
    private readonly Subject<Signal> signals = new();
    private readonly IDisposable subscription;

    // By stream. Here and not inside the operators, where neither a hash nor a snapshot would reach it.
    private readonly Dictionary<string, Incident> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Incident>.AlternateLookup<ReadOnlySpan<char>> openByName;
    private readonly EndedIncidents ended = new();

    private readonly Action<SummaryChange> summarised;
    private readonly GroupWindows groups;
    private readonly StormGuard storm;

    // Changes leave after Rx has returned: a caller that throws can't tear a half-run operator chain down.
    private readonly List<Incident> pending = [];
    private readonly List<SummaryChange> summaries = [];
    private readonly List<object> outgoing = [];

    private long watermark = long.MinValue;
    private long nextDue = long.MaxValue;
    private long openings;
    private int silent;

    /// <summary>The callbacks are called on the caller's thread, within <see cref="Push"/> and <see cref="Advance"/>.</summary>
    /// <param name="options">How exceedances become incidents.</param>
    /// <param name="changed">Takes the changes of incidents, also those that are withheld.</param>
    /// <param name="summarised">Takes what is told in place of many of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public IncidentPipeline(IncidentOptions options, Action<IncidentChange> changed, Action<SummaryChange>? summarised = null)
        : this(options, changed, summarised, null)
    {
    }

    /// <summary>Goes on from where another pipeline stood, in silence.</summary>
    internal IncidentPipeline(IncidentOptions options, Action<IncidentChange> changed, Action<SummaryChange>? summarised, WindowsState? state)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(changed);
        options.Validate();
        Options = options;
        RuleCounts = new RuleCounts(options.Rules.Rules.Length);
        closeThreshold = options.EffectiveCloseThreshold;
        this.changed = changed;
        this.summarised = summarised ?? (static _ => { });
        groups = new GroupWindows(options, state?.Groups ?? [], LaneClock.Clamp(state?.Watermark ?? 0));
        storm = new StormGuard(options, state?.Storm ?? StormState.Calm);
        openByName = open.GetAlternateLookup<ReadOnlySpan<char>>();
        subscription = signals
            .GroupByUntil(
                signal => signal.Stream,
                stream => QuietSpan.WhenOver(
                    () => LaneClock.ToTime(open[stream.Key].DueAt(watermark)),
                    LaneClock.ToTime(open.TryGetValue(stream.Key, out Incident? restored) ? restored.DueAt(watermark) : clock.Milliseconds + (long)options.Quiet.TotalMilliseconds),
                    clock),
                StringComparer.Ordinal)
            .SelectMany(stream => stream.Materialize().Select(notification => Next(stream.Key, notification)))
            .Subscribe(Keep);
        if (state is not null)
        {
            Restore(state);
        }
    }

    /// <summary>The options the pipeline was made with.</summary>
    public IncidentOptions Options { get; }

    /// <summary>What the rules took away since the pipeline was made.</summary>
    public RuleCounts RuleCounts { get; }

    /// <summary>Incidents open now, without those that were never told.</summary>
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

    /// <summary>
    /// Whether an event is worth a <see cref="Push"/>: its alarm opens an incident, or reaches the closing threshold while one of its stream is open. Allocates nothing.
    /// </summary>
    /// <param name="alarm">The event's alarm.</param>
    /// <param name="key">The stream's name, UTF-8.</param>
    public bool Concerns(double alarm, ReadOnlySpan<byte> key) =>
        alarm >= Options.OpenThreshold || (alarm >= closeThreshold && open.Count > 0 && IsOpen(key));

    /// <summary>
    /// Takes an exceedance in, in lane order, after <see cref="Advance"/> was given the event's watermark; or an event between the closing and the opening
    /// threshold, which only goes on with an incident.
    /// </summary>
    /// <exception cref="InvalidOperationException">No watermark was given yet, so the virtual clock has no time.</exception>
    public void Push(Exceedance exceedance)
    {
        ArgumentNullException.ThrowIfNull(exceedance);
        if (watermark == long.MinValue)
        {
            throw new InvalidOperationException($"An exceedance of stream \"{exceedance.Stream}\" came before the first watermark; call {nameof(Advance)} first.");
        }

        clock.AdvanceTo(LaneClock.Clamp(watermark));
        if (open.TryGetValue(exceedance.Stream, out Incident? incident) && exceedance.Score < Options.OpenThreshold)
        {
            open[exceedance.Stream] = exceedance.Score >= closeThreshold ? incident.Hold(exceedance.Time, clock.Milliseconds) : incident;
        }
        else if (exceedance.Score >= Options.OpenThreshold)
        {
            Take(exceedance, incident);
        }

        Route();
        FindNextDue();
        Deliver();
    }

    /// <summary>
    /// Says how a stream stands that has an open incident, as the detector sees it: that it has learned the new level, say. The last word before the resolve
    /// counts, and a further exceedance takes it back. Of a stream without one it says nothing.
    /// </summary>
    public void Settle(string stream, Resolution resolution)
    {
        if (open.TryGetValue(stream, out Incident? incident))
        {
            open[stream] = incident with { Resolution = resolution };
        }
    }

    /// <summary>Adds all that further changes depend on: the lane's time as it was last given, and the open incidents in the order of their openings.</summary>
    public void AddTo(StateHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        hash.Add(watermark);
        hash.Add(openings);
        hash.Add(open.Count);
        foreach (Incident incident in OpenInOrder())
        {
            incident.AddTo(hash);
        }

        ended.AddTo(hash);
        groups.AddTo(hash, LaneClock.Clamp(watermark));
        storm.AddTo(hash);
    }

    /// <summary>Ends the windows without a word; open incidents stay open.</summary>
    public void Dispose()
    {
        subscription.Dispose();
        signals.Dispose();
    }

    /// <summary>All that further changes depend on, as <see cref="AddTo"/> hashes it. To be taken between calls.</summary>
    internal WindowsState Save() => new()
    {
        Watermark = watermark,
        Openings = openings,
        Open = [.. OpenInOrder()],
        Ended = [.. ended.All],
        Groups = groups.Save(LaneClock.Clamp(watermark)),
        Storm = storm.Save(),
    };

    /// <summary>An exceedance, of a stream that has this open incident or none.</summary>
    private void Take(Exceedance exceedance, Incident? incident)
    {
        RuleVerdict verdict = Options.Rules.Judge(exceedance);
        if (verdict.IsMuted)
        {
            RuleCounts.CountExceedance(verdict.MutingRule);
        }

        if (incident is not null && (verdict.IsMuted || (incident.IsSilent && incident.IsEndedBy(exceedance))))
        {
            open[exceedance.Stream] = incident.ExceedUntold(exceedance, clock.Milliseconds);
        }
        else if (incident is not null || !IsAfterTheEnd(exceedance))
        {
            signals.OnNext(new Signal(exceedance.Stream, exceedance, verdict));
        }
    }

    private void Restore(WindowsState state)
    {
        watermark = state.Watermark;
        openings = state.Openings;
        if (watermark != long.MinValue)
        {
            clock.AdvanceTo(LaneClock.Clamp(watermark));
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

        silent = state.Open.Count(static incident => incident.IsSilent);
        OpenIncidents = open.Count - silent;
        FindNextDue();
    }

    private IEnumerable<Incident> OpenInOrder() => open.Values.OrderBy(static incident => incident.OpeningOrder);

    private bool IsOpen(ReadOnlySpan<byte> key)
    {
        int length = Encoding.UTF8.GetCharCount(key);
        Span<char> name = length <= MaxStackChars ? stackalloc char[length] : new char[length];
        Encoding.UTF8.GetChars(key, name);
        return openByName.ContainsKey(name);
    }

    /// <summary>Whether the exceedance belongs to an incident that is over, as its recovery; which is told the first time.</summary>
    private bool IsAfterTheEnd(Exceedance exceedance)
    {
        if (ended.Find(exceedance.Stream) is not { } over || !over.IsEndedBy(exceedance, clock.Milliseconds))
        {
            return false;
        }

        if (over.Incident.Resolution != Resolution.Recovered)
        {
            Incident recovered = over.Incident.RecoverAfterTheEnd(exceedance, clock.Milliseconds);
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
            Incident resolved = over!.Resolve(clock.Milliseconds);
            silent -= over.IsSilent ? 1 : 0;
            ended.Add(new EndedIncident(resolved, clock.Milliseconds));
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
            : incident.Exceed(exceedance, Options.UpdateInterval, verdict.SeverityCap, watermark, clock.Milliseconds);
    }

    private Incident Open(Exceedance exceedance, RuleVerdict verdict, int flaps, Muting? before = null)
    {
        if (verdict.IsMuted)
        {
            RuleCounts.CountIncident(verdict.MutingRule);
            silent++;
        }

        return Incident.Open(exceedance, Options, verdict, before, flaps, openings++, clock.Milliseconds);
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
            pending.Add(incident);
        }
    }

    /// <summary>Runs what is due, instant by instant, so that the end of an incident and what follows from it for others come in the order of time, however far the watermark leaps.</summary>
    private void RunDue()
    {
        long now = LaneClock.Clamp(watermark);
        for (FindNextDue(); nextDue <= now; FindNextDue())
        {
            clock.AdvanceTo(Math.Max(nextDue, clock.Milliseconds));
            ended.AdvanceTo(clock.Milliseconds);

            if (pending.Count > 1)
            {
                // Actions due at the same moment run in the order in which they were scheduled, which for a timer that was set again isn't the order of opening.
                pending.Sort(static (a, b) => a.OpeningOrder.CompareTo(b.OpeningOrder));
            }

            Route();
        }

        Deliver();
    }

    private void FindNextDue() => nextDue = Math.Min(Math.Min(clock.NextDueMilliseconds, ended.NextDue), Math.Min(groups.NextDue, storm.NextDue));

    /// <summary>Sends the pending changes through groups and storm guard, and runs what is due there.</summary>
    private void Route()
    {
        long now = clock.Milliseconds;
        foreach (Incident incident in pending)
        {
            Route(incident, now);
        }

        pending.Clear();
        groups.RunDue(now, summaries);
        foreach (FoldedIncident left in storm.RunDue(now, summaries))
        {
            TellAlone(left, now);
        }

        SendSummaries();
    }

    private void Route(Incident incident, long now)
    {
        IncidentChange change = incident.Change!;
        if (change.Withheld == Withholding.Muted)
        {
            outgoing.Add(change);
            return;
        }

        Folding? folding = incident.Folding;
        string? group = null;
        if (change.State == IncidentState.Open)
        {
            folding = groups.Open(change, now, summaries) ?? storm.Open(change, now, summaries);
            open[change.Opening.Stream] = folding is null ? incident : incident with { Folding = folding };
        }
        else
        {
            group = groups.Follow(change, now, summaries);
            storm.Follow(change);
        }

        // The group's incident stands for the updates of all its members; the end of what was told on its own is told.
        bool isUpdateOfAGroup = group is not null && change.State == IncidentState.Update;
        SendSummaries();
        outgoing.Add(folding is null && group is null ? change : change with
        {
            Withheld = folding?.Withheld ?? (isUpdateOfAGroup ? Withholding.Group : Withholding.None),
            FoldedInto = folding?.Into ?? group,
        });
    }

    /// <summary>The storm is over that an incident was folded into: its group stands for it, or it is told.</summary>
    private void TellAlone(FoldedIncident left, long now)
    {
        Incident incident = open[left.Stream];
        Folding? folding = groups.Of(left.Stream);
        SendSummaries();
        if (folding is not null)
        {
            open[left.Stream] = incident with { Folding = folding };
            return;
        }

        incident = incident.TellAlone(now);
        open[left.Stream] = incident;
        outgoing.Add(incident.Change!);
    }

    private void SendSummaries()
    {
        outgoing.AddRange(summaries);
        summaries.Clear();
    }

    private void Deliver()
    {
        OpenIncidents = open.Count - silent;
        int delivered = 0;
        try
        {
            while (delivered < outgoing.Count)
            {
                object change = outgoing[delivered++];
                if (change is SummaryChange summary)
                {
                    summarised(summary);
                }
                else
                {
                    changed((IncidentChange)change);
                }
            }
        }
        finally
        {
            outgoing.RemoveRange(0, delivered);
        }
    }

    /// <summary>An exceedance of a stream and what rules say of it; or none, where an incident is restored.</summary>
    private readonly record struct Signal(string Stream, Exceedance? Exceedance, RuleVerdict Verdict);
}
