namespace StreamRnn.Core.Streams;

/// <summary>What a lane did with an event. All but the first three leave the lane's state unchanged, apart from its counters, and from its time where a stranger is refused.</summary>
public enum EventOutcome
{
    /// <summary>Scored against the forecast made before it.</summary>
    Scored,

    /// <summary>Taken in, but the stream is still in warm-up: the score is 0 and no alert can follow.</summary>
    WarmingUp,

    /// <summary>Its offset is not above the last one that the lane has seen: it is skipped without a trace, as after a replay.</summary>
    Replayed,

    /// <summary>No feature of the event is a finite number.</summary>
    Missing,

    /// <summary>A value lies outside ±<see cref="LaneOptions.MaxMagnitude"/>.</summary>
    OutOfRange,

    /// <summary>Older than the time that two of the stream's events in a row have reached, by more than <see cref="LaneOptions.LatenessMilliseconds"/>.</summary>
    Late,

    /// <summary>Same time and same values, bit by bit, as the stream's event before it.</summary>
    Duplicate,

    /// <summary>The number of values is not the lane's number of features.</summary>
    WrongFeatureCount,

    /// <summary>Of a stream that is not known while the table is full and none of those looked at makes room.</summary>
    Refused,
}
