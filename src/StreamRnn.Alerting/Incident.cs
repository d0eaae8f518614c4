using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;

namespace StreamRnn.Alerting;

/// <summary>An incident as it stands after an exceedance or its resolution. Immutable.</summary>
internal sealed record Incident
{
    /// <summary>An exceedance after this part of the quiet span is a second anomaly, not more of the first.</summary>
    private const int CalmPart = 4;

    /// <summary>What share of the time between two of its kind a further exceedance must come less often than, to be told as stronger.</summary>
    private const double StrongerRarity = 0.5;

    public required string Id { get; init; }

    public required Exceedance Opening { get; init; }

    public required Exceedance Last { get; init; }

    public required double PeakScore { get; init; }

    public required int ExceedanceCount { get; init; }

    public required int Sequence { get; init; }

    /// <summary>The virtual time of the last change, Unix milliseconds.</summary>
    public required long ChangedAt { get; init; }

    /// <summary>The virtual time at which the last event came that kept it open.</summary>
    public required long CameAt { get; init; }

    /// <summary>That event's own time.</summary>
    public required long StampedAt { get; init; }

    /// <summary>The number among its lane's incidents, from 0: incidents that end at the same moment are told in this order.</summary>
    public required long OpeningOrder { get; init; }

    /// <summary>Its quiet span.</summary>
    public required TimeSpan Quiet { get; init; }

    /// <summary>How many incidents of the stream it followed closely, each after the one before.</summary>
    public required int Flaps { get; init; }

    /// <summary>What kinds of exceedance were told.</summary>
    public required ExceedanceKinds Kinds { get; init; }

    /// <summary>Where it began with what a rule took away, which rule and when.</summary>
    public Muting? Muting { get; init; }

    /// <summary>It has not been told: all of its exceedances were taken away.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Where its changes are told in place of alerts of its own; null where it has them.</summary>
    public Folding? Folding { get; init; }

    /// <summary>The highest severity that rules allow, by rank from 0.</summary>
    public required int SeverityCap { get; init; }

    /// <summary>How its stream stands, by the last word on it.</summary>
    public Resolution Resolution { get; init; }

    /// <summary>What the last step changed, or null where it is not worth an alert.</summary>
    public IncidentChange? Change { get; private init; }

    /// <summary>
    /// Opens an incident at virtual time <paramref name="now"/>, which follows closely on <paramref name="flaps"/> others. It is told, unless a rule took the exceedance
    /// away; where one took those before it away, that is said.
    /// </summary>
    public static Incident Open(Exceedance exceedance, IncidentOptions options, RuleVerdict verdict, Muting? before, int flaps, long openingOrder, long now)
    {
        var incident = new Incident
        {
            Id = IncidentId.Of(exceedance),
            Opening = exceedance,
            Last = exceedance,
            PeakScore = exceedance.Score,
            ExceedanceCount = 1,
            Sequence = 0,
            ChangedAt = now,
            CameAt = now,
            StampedAt = exceedance.Time,
            OpeningOrder = openingOrder,
            Quiet = FlapDamping.QuietAfter(flaps, options),
            Flaps = flaps,
            Kinds = ExceedanceKinds.Of(exceedance),
            Muting = verdict.IsMuted ? new Muting(options.Rules.Rules[verdict.MutingRule].Name, exceedance.Time) : before,
            IsSilent = verdict.IsMuted,
            SeverityCap = verdict.SeverityCap,
        };
        return incident with { Change = incident.Describe(IncidentState.Open, 0, exceedance.Time) };
    }

    /// <summary>Takes a further exceedance in; a change where it says something new or the update interval has passed.</summary>
    public Incident Exceed(Exceedance exceedance, TimeSpan updateInterval, int severityCap, long watermark, long now)
    {
        bool ends = IsEndedBy(exceedance);
        UpdateCause cause = CauseOf(exceedance, ends, updateInterval, watermark, now);
        Incident next = this with
        {
            Last = exceedance,
            PeakScore = Math.Max(PeakScore, exceedance.Score),
            ExceedanceCount = ExceedanceCount + 1,
            CameAt = now,
            StampedAt = exceedance.Time,
            Kinds = Kinds.With(ExceedanceKinds.Of(exceedance)),
            Resolution = ends ? Resolution.Recovered : Resolution.Unknown,
            SeverityCap = Math.Max(SeverityCap, severityCap),
            Change = null,
        };
        return cause == UpdateCause.None ? next : next.Told(IncidentState.Update, exceedance.Time, now, cause);
    }

    /// <summary>Goes on without a word, for an event between the closing and the opening threshold.</summary>
    public Incident Hold(long time, long now) => this with { CameAt = now, StampedAt = time, Change = null };

    /// <summary>Goes on with an exceedance that is not told: a rule took it away, or it is the recovery from what rules took away.</summary>
    public Incident ExceedUntold(Exceedance exceedance, long now) => Hold(exceedance.Time, now) with
    {
        Last = IsSilent ? exceedance : Last,
        ExceedanceCount = ExceedanceCount + (IsSilent ? 1 : 0),
        Resolution = IsEndedBy(exceedance) ? Resolution.Recovered : Resolution.Unknown,
    };

    /// <summary>Whether the exceedance is the stream's return to where it was before the incident.</summary>
    public bool IsEndedBy(Exceedance exceedance) => Recovery.Ends(Opening, Last, exceedance);

    /// <summary>
    /// The virtual time since when the incident is quiet, as a lane knows it that has reached <paramref name="watermark"/>: that at which the last
    /// event came that kept it open, or its own where it was stamped ahead of the lane and the lane has got there since. A lane learns of a time only from a second reading.
    /// </summary>
    public long QuietSince(long watermark) => StampedAt <= watermark ? Math.Max(CameAt, LaneClock.Clamp(StampedAt)) : CameAt;

    /// <summary>When the incident is over, on the virtual clock, if nothing more comes.</summary>
    public long DueAt(long watermark) => QuietSince(watermark) + (long)Quiet.TotalMilliseconds;

    /// <summary>
    /// Ends the incident after its quiet span, at virtual time <paramref name="now"/>. It is told by that time, which no wrong stamp moves; but where the
    /// opening itself was told by a later one, of a stream whose clock is ahead of its lane, by the opening's: nothing ends before it began.
    /// </summary>
    public Incident Resolve(long now) => Told(IncidentState.Resolve, Math.Max(now, Opening.Time), now, quiet: Quiet);

    /// <summary>Tells by a second resolve that the stream has recovered: the incident was over, as the detector had grown used to what it found.</summary>
    public Incident RecoverAfterTheEnd(Exceedance exceedance, long now) => (this with { Last = exceedance, Resolution = Resolution.Recovered })
        .Told(IncidentState.Resolve, Math.Max(exceedance.Time, Opening.Time), now, followsTheEnd: true);

    /// <summary>Tells it on its own from now on, as opened: what stood for it is over.</summary>
    public Incident TellAlone(long now) => (this with { Folding = null }).Told(IncidentState.Open, Math.Max(now, Opening.Time), now);

    private UpdateCause CauseOf(Exceedance exceedance, bool ends, TimeSpan updateInterval, long watermark, long now)
    {
        if (ends && Resolution != Resolution.Recovered)
        {
            return UpdateCause.Recovery;
        }

        return 1 - exceedance.Score <= (1 - PeakScore) * StrongerRarity ? UpdateCause.Stronger
            : !Kinds.Contains(ExceedanceKinds.Of(exceedance)) ? UpdateCause.Different
            : (now - QuietSince(watermark)) * CalmPart >= Quiet.TotalMilliseconds ? UpdateCause.Again
            : now - ChangedAt >= updateInterval.TotalMilliseconds ? UpdateCause.Ongoing
            : UpdateCause.None;
    }

    /// <summary>With a change; a silent incident has none but its opening.</summary>
    private Incident Told(IncidentState state, long time, long now, UpdateCause cause = UpdateCause.None, TimeSpan quiet = default, bool followsTheEnd = false) => this with
    {
        Sequence = Sequence + 1,
        ChangedAt = now,
        Change = IsSilent ? null : Describe(state, Sequence + 1, time, cause, quiet, followsTheEnd),
    };

    private IncidentChange Describe(IncidentState state, int sequence, long time, UpdateCause cause = UpdateCause.None, TimeSpan quiet = default, bool followsTheEnd = false) => new()
    {
        IncidentId = Id,
        State = state,
        Sequence = sequence,
        Opening = Opening,
        Trigger = Last,
        PeakScore = PeakScore,
        ExceedanceCount = ExceedanceCount,
        Time = time,
        Cause = cause,
        Resolution = state == IncidentState.Resolve ? Resolution : Resolution.Unknown,
        Quiet = quiet,
        FollowsTheEnd = followsTheEnd,
        Flaps = Flaps,
        QuietSpan = Quiet,
        Muting = Muting,
        Withheld = IsSilent ? Withholding.Muted : Withholding.None,
        SeverityCap = SeverityCap,
    };
}
