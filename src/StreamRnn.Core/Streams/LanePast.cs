using System.Runtime.CompilerServices;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>
/// How long ago, in the lane's time, an event of the lane was: by it a stream is silent, whatever its own clock says, and however long the whole lane stood still.
/// </summary>
/// <remarks>
/// The watermark's steps add up to the time that the lane was awake for: each counts for at most twice the longest that the lane lately made, so that a lane
/// that stood still for hours and comes back has no silent streams. Marks hold that time by event number. They lie closer together the younger they
/// are: where there is no room for more, one goes out whose neighbours lie closer to each other than an eighth of their age.
/// </remarks>
internal sealed class LanePast
{
    /// <summary>Sixteen are needed as their age grows by e, so that there is room for any age that a lane comes to.</summary>
    private const int MaxMarks = 512;

    private const int AgeShare = 8;

    /// <summary>Milliseconds from one mark to the next, at least.</summary>
    private const ulong MinStep = 15_000;

    /// <summary>How much longer than the longest a step may be and still count.</summary>
    private const double CountedSteps = 2;

    /// <summary>A step counts for no more than a month, so that no sum overflows.</summary>
    private const double MaxCounted = 30.0 * 86_400_000;

    private readonly Mark[] marks = new Mark[MaxMarks];
    private int count;
    private UsualInterval step;
    private long steps;
    private long watermark = long.MinValue;

    /// <summary>Milliseconds that the lane was awake for.</summary>
    public long AwakeTime { get; private set; }

    /// <summary>Takes note of the time that the lane has reached with an event.</summary>
    /// <param name="newWatermark">The lane's watermark, never falling.</param>
    /// <param name="eventNumber">The lane's event number.</param>
    public void Observe(long newWatermark, long eventNumber)
    {
        // Small steps count together: an event costs a comparison.
        if (unchecked((ulong)(newWatermark - watermark)) >= MinStep)
        {
            Move(newWatermark, eventNumber);
        }
    }

    /// <summary>Milliseconds for which the lane was awake since its event of this number, or somewhat less.</summary>
    public long TimeSince(long eventNumber)
    {
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (marks[middle].EventNumber < eventNumber)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < count ? AwakeTime - marks[low].Time : 0;
    }

    /// <summary>Goes over all of it.</summary>
    /// <exception cref="InvalidSnapshotException">The marks that were saved are in no order.</exception>
    public void Walk(StateWalk walk)
    {
        watermark = walk.Next(watermark);
        AwakeTime = walk.Next(AwakeTime);
        steps = walk.Next(steps);
        step = walk.Value(step);
        count = walk.Next(count, 0, MaxMarks);
        walk.Block(marks.AsSpan(0, count));
        for (int i = 0; i < count && walk.IsRestoring; i++)
        {
            Mark before = i > 0 ? marks[i - 1] : default;
            if (marks[i].EventNumber < before.EventNumber || marks[i].Time < before.Time || marks[i].Time > AwakeTime)
            {
                throw new InvalidSnapshotException($"mark {i} of the lane's past is in no order with the others");
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Move(long newWatermark, long eventNumber)
    {
        if (watermark != long.MinValue)
        {
            // The first step may be any.
            double longest = step.IsKnown ? CountedSteps * step.LongestMilliseconds : long.MaxValue;
            step.Observe(watermark, newWatermark, ++steps);
            AwakeTime += (long)Math.Min(Math.Min(unchecked((ulong)(newWatermark - watermark)), longest), MaxCounted);
        }

        watermark = newWatermark;
        if (count == 0 || eventNumber > marks[count - 1].EventNumber)
        {
            Add(new Mark(eventNumber, AwakeTime));
        }
    }

    private void Add(Mark mark)
    {
        if (count == MaxMarks)
        {
            Thin();
        }

        marks[count++] = mark;
    }

    /// <summary>Takes marks out that lie too close for their age. A single one where none does, the oldest: it is older than all that matters.</summary>
    private void Thin()
    {
        int kept = 1;
        for (int i = 1; i < count; i++)
        {
            bool isNeeded = i == count - 1 || marks[i + 1].Time - marks[kept - 1].Time > (AwakeTime - marks[i].Time) / AgeShare;
            if (isNeeded)
            {
                marks[kept++] = marks[i];
            }
        }

        if (kept == count)
        {
            marks.AsSpan(1, --kept).CopyTo(marks);
        }

        count = kept;
    }

    private readonly record struct Mark(long EventNumber, long Time);
}
