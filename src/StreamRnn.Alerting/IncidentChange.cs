namespace StreamRnn.Alerting;

/// <summary>One change of an incident: what an alert says. A function of the lane's input alone, the same after any replay.</summary>
public sealed record IncidentChange
{
    /// <summary>The incident: a hash of the stream and of the opening event's topic, partition and offset, 32 hexadecimal digits.</summary>
    public required string IncidentId { get; init; }

    /// <summary>Opened, updated or resolved.</summary>
    public required IncidentState State { get; init; }

    /// <summary>0 for the opening, then 1, 2, 3 … within the incident: id and sequence name a change for deduplication.</summary>
    public required int Sequence { get; init; }

    /// <summary>Why an update is told; of an opening or a resolve <see cref="UpdateCause.None"/>.</summary>
    public UpdateCause Cause { get; init; }

    /// <summary>Of a resolve, how the incident ended, as far as it is known.</summary>
    public Resolution Resolution { get; init; }

    /// <summary>A second resolve: the first told that the alarms had ceased, this one that the stream has recovered since.</summary>
    public bool FollowsTheEnd { get; init; }

    /// <summary>How many incidents of the stream this one followed closely, each after the one before: the quiet span has doubled as often, up to its maximum.</summary>
    public int Flaps { get; init; }

    /// <summary>How long no alarm may reach the closing threshold until the incident is over.</summary>
    public TimeSpan QuietSpan { get; init; }

    /// <summary>Where the incident began with what a rule took away, which rule and when. An opening that has this and is not withheld tells of an incident that lasts beyond it.</summary>
    public Muting? Muting { get; init; }

    /// <summary>Why the change is not told by an alert of its own; <see cref="Withholding.None"/> for one that is.</summary>
    public Withholding Withheld { get; init; }

    /// <summary>The id of the group's incident that this one belongs to, or of the storm that it is folded into; else null.</summary>
    public string? FoldedInto { get; init; }

    /// <summary>The highest severity that rules allow, by rank from 0.</summary>
    public int SeverityCap { get; init; } = int.MaxValue;

    /// <summary>The exceedance that opened the incident.</summary>
    public required Exceedance Opening { get; init; }

    /// <summary>The exceedance that caused the change; for a resolve, the incident's last.</summary>
    public required Exceedance Trigger { get; init; }

    /// <summary>The highest score so far, in [0, 1).</summary>
    public required double PeakScore { get; init; }

    /// <summary>Exceedances so far.</summary>
    public required int ExceedanceCount { get; init; }

    /// <summary>
    /// Unix milliseconds: the triggering event's time; for a resolve, the moment on the lane's virtual clock at which the
    /// quiet span was over, which may lie before the watermark that brought it to light; or the opening's time, where that is later.
    /// </summary>
    public required long Time { get; init; }

    /// <summary>
    /// For a resolve, how long no alarm had reached the closing threshold, on the lane's clock: the stream's own may run beside it. Otherwise 0.
    /// </summary>
    public TimeSpan Quiet { get; init; }
}
