using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Streams;

/// <summary>A lane's counts since its start. Only the lane's thread writes; readers on other threads see whole values that may be an event behind.</summary>
/// <param name="training">The optimiser steps of whoever trains the lane's weights.</param>
public sealed class LaneCounters(TrainingTally training)
{
    private readonly long[] outcomes = new long[Enum.GetValues<EventOutcome>().Length];
    private readonly DistinctStreams refused = new();

    /// <summary>Events with this outcome.</summary>
    public long this[EventOutcome outcome] => Volatile.Read(ref outcomes[(int)outcome]);

    /// <summary>Streams that hold a row now.</summary>
    public long Streams { get; internal set; }

    /// <summary>Streams evicted to make room.</summary>
    public long Evictions { get; internal set; }

    /// <summary>About how many different streams were refused.</summary>
    public long RefusedStreams => refused.Estimate();

    /// <summary>Optimiser steps taken.</summary>
    public long TrainingSteps => training.Applied;

    /// <summary>Optimiser steps thrown away because they would have made a weight non-finite.</summary>
    public long DiscardedTrainingSteps => training.Discarded;

    /// <summary>Times that the lane's streams were given better weights.</summary>
    public long Promotions => training.Promoted;

    /// <summary>Times that weights that learn were given up because they forecast worse.</summary>
    public long Rollbacks => training.RolledBack;

    internal void Count(EventOutcome outcome) => outcomes[(int)outcome]++;

    /// <summary>Goes over what is more than a count since the start: which streams were refused, so that a restart does not take as long again to say how many places are missing.</summary>
    internal void Walk(StateWalk walk) => refused.Walk(walk);

    internal void CountRefused(StreamKey stream) => refused.Add(stream);
}
