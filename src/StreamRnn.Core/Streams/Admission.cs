using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>
/// Whom a full table admits: a stranger only in place of a stream that is idle by its own interval, or that came and was not heard again while many events passed. So
/// neither a flood of random keys nor a fleet a little too large costs the streams that are known a single reading.
/// </summary>
/// <remarks>
/// A hand goes round the table and looks at <see cref="Looks"/> rows for each stranger, as the clock algorithm of page replacement does: a refusal costs the same however large the
/// table is.
/// </remarks>
internal sealed class Admission(StreamTable table, LanePast past)
{
    /// <summary>How often its interval a stream has been silent for that is idle: twice as long as what counts as a silence by default.</summary>
    private const double IdleIntervals = 20;

    /// <summary>How long a stream is never idle for, in milliseconds: five minutes.</summary>
    private const long MinIdle = 300_000;

    /// <summary>The longest gap counts more often than in a silence, too.</summary>
    private const double IdleLongest = 4;

    /// <summary>Gaps after which a stream's interval is known well enough.</summary>
    private const int MinGaps = 3;

    /// <summary>Events of the lane for each of its streams while which a stream without an interval was not heard again.</summary>
    private const long PatientEventsPerStream = 16;

    /// <summary>How long such a stream is kept though no events were taken in meanwhile, in milliseconds: an hour.</summary>
    private const long Patience = 3_600_000;

    private const int Looks = 4;

    private int hand;

    /// <summary>The row of a stream that makes room, or -1 where none of those looked at does.</summary>
    public int FindRoom(long eventNumber)
    {
        for (int look = 0; look < Looks; look++)
        {
            int row = hand;
            hand = hand + 1 < table.Count ? hand + 1 : 0;
            if (IsIdle(table.Header(row), eventNumber))
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>Goes over all of it.</summary>
    public void Walk(StateWalk walk) => hand = walk.Next(hand, 0, table.Capacity - 1);

    private bool IsIdle(in RowHeader header, long eventNumber)
    {
        long silence = past.TimeSince(header.LastActivity);
        if (silence < MinIdle)
        {
            return false;
        }

        // The first event starts a stream's time, the second lets it be reached.
        return header.EventCount > MinGaps + 1 && header.Interval.IsKnown
            ? silence > Math.Max(IdleIntervals * header.Interval.Milliseconds, IdleLongest * header.Interval.LongestMilliseconds)
            : silence > Patience || eventNumber - header.LastActivity > PatientEventsPerStream * table.Count;
    }
}
