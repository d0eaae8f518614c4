using System.Runtime.InteropServices;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>
/// Finds the streams that fell silent: with each event a hand looks at one further row, so that all are looked over once in as many events as there are; of more than a few
/// dozen, with each fourth. A stream is silent that was not heard for a multiple of its usual interval, and for twice its longest gap, while its lane moved on.
/// </summary>
/// <remarks>
/// Twice the longest gap lets irregular streams alone: by random gaps it takes a gap beyond any in weeks. Time is <see cref="LanePast"/>'s, so that a lane that
/// stood still has no silent streams when it comes back. The rows stay as they are: what was said of them stands here.
/// </remarks>
internal sealed class SilenceWatch(StreamTable table, LanePast past, LaneOptions options)
{
    /// <summary>No silence is shorter, in milliseconds: five minutes.</summary>
    private const long MinSilence = 300_000;

    /// <summary>After this time, a day, a silence is not said again: the stream is gone.</summary>
    private const long LongestSaid = 86_400_000;

    private const double LongestGaps = 2;

    /// <summary>Rows ahead that the memory is asked for.</summary>
    private const int Lead = 4;

    /// <summary>Rows up to which each event looks at one: beyond, another row's cache line each time would cost an event up to a tenth more.</summary>
    private const int SmallTable = 32;

    /// <summary>Which events look at a row of a larger table: those whose number has none of these bits.</summary>
    private const long LargeTableMask = 3;

    /// <summary>The silences that were said, until the stream speaks again or its row is another's. Gone through in turn.</summary>
    private readonly List<Said> said = [];

    private readonly HashSet<int> saidRows = [];
    private int row;
    private int saidHand;

    /// <summary>Looks at one further row, and says whether there may be something to say of it or of a silence that was said. Most often there is not.</summary>
    public bool Look(long eventNumber)
    {
        if (table.Count > SmallTable && (eventNumber & LargeTableMask) != 0)
        {
            return false;
        }

        row = row + 1 < table.Count ? row + 1 : 0;
        table.PrefetchHeader(row + Lead < table.Count ? row + Lead : 0);

        // Most streams spoke in this round: no more is looked at of them.
        return said.Count > 0 || eventNumber - table.Header(row).LastActivity >= table.Count;
    }

    /// <summary>What there is to say after a <see cref="Look"/> that found something.</summary>
    public (SilentRow New, SilentRow Lasting) Find(long eventNumber)
    {
        SilentRow lasting = said.Count > 0 ? LookAgain() : SilentRow.None;
        ref readonly RowHeader header = ref table.Header(row);
        if (eventNumber - header.LastActivity < table.Count || header.EventCount <= options.WarmUpEvents)
        {
            return (SilentRow.None, lasting);
        }

        long silence = past.TimeSince(header.LastActivity);
        if (silence <= Allowed(header.Interval) || !saidRows.Add(row))
        {
            return (SilentRow.None, lasting);
        }

        said.Add(new Said(row, eventNumber, past.AwakeTime - silence, past.AwakeTime + options.SilenceRepeatMilliseconds));
        return (new SilentRow(row, silence), lasting);
    }

    /// <summary>The milliseconds that a stream may be silent for.</summary>
    public double Allowed(in UsualInterval interval) =>
        Math.Max(MinSilence, Math.Max(options.SilenceIntervals * interval.Milliseconds, LongestGaps * interval.LongestMilliseconds));

    /// <summary>Goes over all of it.</summary>
    public void Walk(StateWalk walk)
    {
        row = walk.Next(row, 0, table.Capacity - 1);
        saidHand = walk.Next(saidHand, 0, table.Capacity);
        int count = walk.Next(said.Count, 0, table.Capacity);
        if (!walk.IsRestoring)
        {
            walk.Block(CollectionsMarshal.AsSpan(said));
            return;
        }

        // One by one: a number that was forged must not ask for more memory than there are bytes.
        for (int i = 0; i < count; i++)
        {
            said.Add(walk.Value(default(Said)));
            saidRows.Add((int)said[i].Row);
        }
    }

    /// <summary>Checks what was restored against the rows that are in use.</summary>
    /// <exception cref="InvalidSnapshotException">It speaks of a row that is not, or twice of one.</exception>
    public void Require(int rows)
    {
        if (saidRows.Count != said.Count || said.Exists(silence => silence.Row < 0 || silence.Row >= rows))
        {
            throw new InvalidSnapshotException($"a silence is of a row that can't be: there are {rows}");
        }
    }

    /// <summary>A silence that is to be said again, if any.</summary>
    private SilentRow LookAgain()
    {
        int place = saidHand < said.Count ? saidHand : 0;
        saidHand = place + 1;
        Said silence = said[place];
        if (table.Header((int)silence.Row).LastActivity > silence.EventNumber)
        {
            saidRows.Remove((int)silence.Row);
            said[place] = said[^1];
            said.RemoveAt(said.Count - 1);
            return SilentRow.None;
        }

        if (past.AwakeTime < silence.Next || past.AwakeTime > silence.Since + LongestSaid)
        {
            return SilentRow.None;
        }

        said[place] = silence with { Next = past.AwakeTime + options.SilenceRepeatMilliseconds };
        return new SilentRow((int)silence.Row, past.AwakeTime - silence.Since);
    }

    /// <summary>A silence that was said with an event, of a stream that fell silent at a time, and when it is to be said again.</summary>
    private readonly record struct Said(long Row, long EventNumber, long Since, long Next);
}

/// <summary>A row whose stream is silent, and for how many milliseconds; a row of -1 where none is.</summary>
internal readonly record struct SilentRow(int Row, long SilentFor)
{
    public static readonly SilentRow None = new(-1, 0);
}
