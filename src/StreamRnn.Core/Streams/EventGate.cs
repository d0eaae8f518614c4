using System.Runtime.InteropServices;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>Tells which events a lane takes in. It remembers the last offset and nothing else.</summary>
internal sealed class EventGate(LaneOptions options)
{
    /// <summary>The last offset seen, whatever became of its event; -1 before the first event.</summary>
    public long LastOffset { get; private set; } = -1;

    /// <summary>Goes over all that it remembers.</summary>
    public void Walk(StateWalk walk) => LastOffset = walk.Next(LastOffset);

    /// <summary>What can be said of an event without its stream: <see cref="EventOutcome.Scored"/> where nothing is against it.</summary>
    public EventOutcome Judge(in SensorEvent sensorEvent)
    {
        if (sensorEvent.Offset <= LastOffset)
        {
            return EventOutcome.Replayed;
        }

        LastOffset = sensorEvent.Offset;
        if (sensorEvent.Values.Length != options.Features)
        {
            return EventOutcome.WrongFeatureCount;
        }

        bool anyPresent = false;
        foreach (double value in sensorEvent.Values)
        {
            if (Math.Abs(value) > LaneOptions.MaxMagnitude)
            {
                return EventOutcome.OutOfRange;
            }

            anyPresent |= !double.IsNaN(value);
        }

        return anyPresent ? EventOutcome.Scored : EventOutcome.Missing;
    }

    /// <summary>What its stream has against an event: <see cref="EventOutcome.Scored"/> where nothing.</summary>
    public EventOutcome JudgeAgainst(StreamRow stream, in SensorEvent sensorEvent)
    {
        ref RowHeader header = ref stream.Header;
        if (header.ReachedTime > sensorEvent.Time && unchecked((ulong)(header.ReachedTime - sensorEvent.Time)) > (ulong)options.LatenessMilliseconds)
        {
            return EventOutcome.Late;
        }

        bool repeats = options.RejectDuplicates && header.LastTime == sensorEvent.Time
            && MemoryMarshal.AsBytes(sensorEvent.Values).SequenceEqual(MemoryMarshal.AsBytes(stream.LastValues));
        return repeats ? EventOutcome.Duplicate : EventOutcome.Scored;
    }
}
