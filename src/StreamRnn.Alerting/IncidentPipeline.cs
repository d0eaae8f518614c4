using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Alerting;

/// <summary>
/// A lane's reactive windows: exceedances in, incident changes out, on a virtual clock that the lane's watermark advances. The windows of its streams make incidents; groups and
/// the storm guard then tell many of them as one. One thread, no wall clock.
/// </summary>
public sealed class IncidentPipeline : IDisposable
{
    private readonly Action<IncidentChange> changed;
    private readonly Action<SummaryChange> summarised;
    private readonly StreamWindows streams;
    private readonly GroupWindows groups;
    private readonly StormGuard storm;
    private readonly List<SummaryChange> summaries = [];

    // Changes leave last: a caller that throws can't leave anything half done.
    private readonly List<object> outgoing = [];

    private long watermark = long.MinValue;
    private long nextDue = long.MaxValue;

    /// <summary>The callbacks are called on the caller's thread, within <see cref="Push"/> and <see cref="Advance"/>.</summary>
    /// <param name="options">How exceedances become incidents.</param>
    /// <param name="changed">Takes the changes of incidents, also those that are withheld.</param>
    /// <param name="summarised">Takes what is told in place of many of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public IncidentPipeline(IncidentOptions options, Action<IncidentChange> changed, Action<SummaryChange>? summarised = null)
        : this(options, changed, summarised, WindowsState.Fresh)
    {
    }

    /// <summary>Goes on from where another pipeline stood, in silence.</summary>
    private IncidentPipeline(IncidentOptions options, Action<IncidentChange> changed, Action<SummaryChange>? summarised, WindowsState state)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(changed);
        options.Validate();
        Options = options;
        this.changed = changed;
        this.summarised = summarised ?? (static _ => { });
        watermark = state.Watermark;
        streams = new StreamWindows(options);
        groups = new GroupWindows(options, state.Groups, LaneClock.Clamp(watermark));
        storm = new StormGuard(options, state.Storm);
        streams.Restore(state);
        OpenIncidents = streams.OpenIncidents;
        FindNextDue();
    }

    /// <summary>The options the pipeline was made with.</summary>
    public IncidentOptions Options { get; }

    /// <summary>What the rules took away since the pipeline was made.</summary>
    public RuleCounts RuleCounts => streams.RuleCounts;

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

    /// <summary>The score that opens an incident now.</summary>
    public double OpenThreshold => streams.OpenThreshold;

    /// <summary>Says how many streams the lane has: what <see cref="IncidentOptions.PerDay"/> is spread over. The same for equal input, and to be said before each event.</summary>
    public void Expect(long streams) => this.streams.Expect(streams);

    /// <summary>
    /// Whether an event is worth a <see cref="Push"/>: its alarm opens an incident, or reaches the closing threshold while one of its stream is open. Allocates nothing.
    /// </summary>
    /// <param name="alarm">The event's alarm.</param>
    /// <param name="key">The stream's name, UTF-8.</param>
    public bool Concerns(double alarm, ReadOnlySpan<byte> key) => streams.Concerns(alarm, key);

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

        streams.AdvanceTo(LaneClock.Clamp(watermark), watermark);
        streams.Push(exceedance);
        Route();
        FindNextDue();
        Deliver();
    }

    /// <summary>Whether a stream, its name in UTF-8, has an open incident. Allocates nothing.</summary>
    public bool IsOpen(ReadOnlySpan<byte> key) => streams.IsOpen(key);

    /// <summary>
    /// Says how a stream stands that has an open incident, as the detector sees it: that it has learned the new level, say. The last word before the resolve
    /// counts, and a further exceedance takes it back. Of a stream without one it says nothing.
    /// </summary>
    public void Settle(string stream, Resolution resolution) => streams.Settle(stream, resolution);

    /// <summary>
    /// A pipeline that goes on in silence from where another one stood that was saved, and tells what that one would have told. It may have other options: what they say holds from here on.
    /// </summary>
    /// <param name="options">How exceedances become incidents.</param>
    /// <param name="walk">Reads what was saved.</param>
    /// <param name="changed">Takes the changes of incidents, also those that are withheld.</param>
    /// <param name="summarised">Takes what is told in place of many of them.</param>
    /// <exception cref="InvalidSnapshotException">What was saved can't be a pipeline's.</exception>
    public static IncidentPipeline Restore(IncidentOptions options, StateWalk walk, Action<IncidentChange> changed, Action<SummaryChange>? summarised = null) =>
        new(options, changed, summarised, WindowsWalk.Over(walk, WindowsState.Fresh));

    /// <summary>
    /// Goes over all that further changes depend on, to save it: the lane's time as it was last given, the incidents that are open or ended lately, groups and storm. To be called between calls.
    /// </summary>
    public void Save(StateWalk walk) => WindowsWalk.Over(walk, Save());

    /// <summary>Adds what <see cref="Save(StateWalk)"/> goes over.</summary>
    public void AddTo(StateHash hash) => Save(new HashWalk(hash));

    /// <summary>Ends the windows without a word; open incidents stay open.</summary>
    public void Dispose() => streams.Dispose();

    internal WindowsState Save()
    {
        (long openings, var open, var ended) = streams.Save();
        return new WindowsState { Watermark = watermark, Openings = openings, Open = open, Ended = ended, Groups = groups.Save(LaneClock.Clamp(watermark)), Storm = storm.Save() };
    }

    /// <summary>Runs what is due, instant by instant, so that the end of an incident and what follows from it for others come in the order of time, however far the watermark leaps.</summary>
    private void RunDue()
    {
        long now = LaneClock.Clamp(watermark);
        for (FindNextDue(); nextDue <= now; FindNextDue())
        {
            streams.AdvanceTo(Math.Max(nextDue, streams.Now), watermark);
            Route();
        }

        Deliver();
    }

    private void FindNextDue() => nextDue = Math.Min(streams.NextDue, Math.Min(groups.NextDue, storm.NextDue));

    /// <summary>Sends the streams' changes through groups and storm guard, and runs what is due there.</summary>
    private void Route()
    {
        foreach (Incident incident in streams.Changed)
        {
            outgoing.Add(Route(incident));
        }

        streams.Changed.Clear();
        groups.RunDue(streams.Now, summaries);
        SendSummaries();
        foreach (FoldedIncident left in storm.RunDue(streams.Now, summaries))
        {
            TellAlone(left.Stream);
        }

        SendSummaries();
    }

    /// <summary>The change as it is told: by an alert of its own, or by what stands for it.</summary>
    private IncidentChange Route(Incident incident)
    {
        IncidentChange change = incident.Change!;
        if (change.Withheld == Withholding.Muted)
        {
            return change;
        }

        Folding? folding = incident.Folding;
        string? group = null;
        if (change.State != IncidentState.Open)
        {
            group = groups.Follow(change, streams.Now, summaries);
            storm.Follow(change);
        }
        else if ((groups.Open(change, streams.Now, summaries) ?? storm.Open(change, streams.Now, summaries)) is { } into)
        {
            folding = into;
            streams.Fold(change.Opening.Stream, into);
        }

        // What was told on its own is told to its end; but of what goes on, the group's incident tells.
        bool isUpdateOfAGroup = group is not null && change.State == IncidentState.Update;
        SendSummaries();
        return folding is null && group is null ? change : change with
        {
            Withheld = folding?.Withheld ?? (isUpdateOfAGroup ? Withholding.Group : Withholding.None),
            FoldedInto = folding?.Into ?? group,
        };
    }

    /// <summary>The storm is over that an incident was folded into: its group stands for it, or it is told.</summary>
    private void TellAlone(string stream)
    {
        SendSummaries();
        if (groups.Of(stream) is { } group)
        {
            streams.Fold(stream, group);
        }
        else
        {
            outgoing.Add(streams.TellAlone(stream));
        }
    }

    private void SendSummaries()
    {
        outgoing.AddRange(summaries);
        summaries.Clear();
    }

    private void Deliver()
    {
        OpenIncidents = streams.OpenIncidents;
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
}
