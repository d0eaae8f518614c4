namespace StreamRnn.Alerting;

/// <summary>An incident as it stands after an exceedance or its resolution. Immutable.</summary>
internal sealed record Incident
{
    public required string Id { get; init; }

    public required Exceedance Opening { get; init; }

    public required Exceedance Last { get; init; }

    public required double PeakScore { get; init; }

    public required int ExceedanceCount { get; init; }

    public required int Sequence { get; init; }

    /// <summary>The virtual time of the last change, Unix milliseconds.</summary>
    public required long ChangedAt { get; init; }

    /// <summary>The virtual time at which the last exceedance came.</summary>
    public required long CameAt { get; init; }

    /// <summary>The number among its lane's incidents, from 0: incidents that end at the same moment are told in this order.</summary>
    public required long OpeningOrder { get; init; }

    /// <summary>What the last step changed, or null where it is not worth an alert.</summary>
    public IncidentChange? Change { get; private init; }

    /// <summary>Opens an incident at virtual time <paramref name="now"/>.</summary>
    public static Incident Open(Exceedance exceedance, long openingOrder, long now)
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
            OpeningOrder = openingOrder,
        };
        return incident with { Change = incident.Describe(IncidentState.Open, exceedance.Time) };
    }

    /// <summary>Takes a further exceedance in; a change where it outdoes the peak or the update interval has passed.</summary>
    public Incident Exceed(Exceedance exceedance, TimeSpan updateInterval, long now)
    {
        Incident next = this with
        {
            Last = exceedance,
            PeakScore = Math.Max(PeakScore, exceedance.Score),
            ExceedanceCount = ExceedanceCount + 1,
            CameAt = now,
            Change = null,
        };
        bool worthAnUpdate = exceedance.Score > PeakScore || now - ChangedAt >= updateInterval.TotalMilliseconds;
        return worthAnUpdate ? next.Told(IncidentState.Update, exceedance.Time, now) : next;
    }

    /// <summary>
    /// The virtual time since when the incident is quiet, as a lane knows it that has reached <paramref name="watermark"/>: that at which the last
    /// exceedance came, or its own where it was stamped ahead of the lane and the lane has got there since. A lane learns of a time only from a second reading.
    /// </summary>
    public long QuietSince(long watermark) => Last.Time <= watermark ? Math.Max(CameAt, LaneClock.Clamp(Last.Time)) : CameAt;

    /// <summary>When the incident is over, on the virtual clock, if nothing more comes.</summary>
    public long DueAt(long watermark, TimeSpan quiet) => QuietSince(watermark) + (long)quiet.TotalMilliseconds;

    /// <summary>
    /// Ends the incident after a quiet span, at virtual time <paramref name="now"/>. It is told by that time, which no wrong stamp moves; but where the
    /// opening itself was told by a later one, of a stream whose clock is ahead of its lane, by the opening's: nothing ends before it began.
    /// </summary>
    public Incident Resolve(TimeSpan quiet, long now)
    {
        Incident resolved = Told(IncidentState.Resolve, Math.Max(now, Opening.Time), now);
        return resolved with { Change = resolved.Change! with { Quiet = quiet } };
    }

    private Incident Told(IncidentState state, long time, long now)
    {
        Incident told = this with { Sequence = Sequence + 1, ChangedAt = now };
        return told with { Change = told.Describe(state, time) };
    }

    private IncidentChange Describe(IncidentState state, long time) => new()
    {
        IncidentId = Id,
        State = state,
        Sequence = Sequence,
        Opening = Opening,
        Trigger = Last,
        PeakScore = PeakScore,
        ExceedanceCount = ExceedanceCount,
        Time = time,
    };
}
