namespace StreamRnn.Core.Streams;

/// <summary>A lane's counts since its start. Only the lane's thread writes; readers on other threads see whole values that may be an event behind.</summary>
public sealed class LaneCounters
{
    private readonly long[] outcomes = new long[Enum.GetValues<EventOutcome>().Length];

    /// <summary>Events with this outcome.</summary>
    public long this[EventOutcome outcome] => Volatile.Read(ref outcomes[(int)outcome]);

    /// <summary>Streams that hold a row now.</summary>
    public long Streams { get; internal set; }

    /// <summary>Streams evicted to make room.</summary>
    public long Evictions { get; internal set; }

    /// <summary>Optimiser steps taken.</summary>
    public long TrainingSteps { get; internal set; }

    /// <summary>Optimiser steps thrown away because they would have made a weight non-finite.</summary>
    public long DiscardedTrainingSteps { get; internal set; }

    internal void Count(EventOutcome outcome) => outcomes[(int)outcome]++;
}
