using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Where a feature's readings end because they can't go on, as at 0 or 100 %: its lowest and highest reading, each a limit once the feature has come to stand at
/// exactly it several times. All-zero bytes are a fresh state.
/// </summary>
/// <remarks>
/// A visit is a reading at the extreme right after one that was not there. The first five visits make a limit. Nothing is forgotten; a reading that passes a limit is the
/// new extreme at once, and limits on that side then take four times as many visits, 255 at most: a level that drifts in whole steps is not cut off again and again.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct ReadingLimits
{
    private const int FirstVisits = 5;
    private const int Growth = 4;

    private double lowest;
    private double highest;
    private Side below;
    private Side above;

    /// <summary>The lowest reading where it is a limit, else -∞.</summary>
    public readonly double Floor => below.IsLimit ? lowest : double.NegativeInfinity;

    /// <summary>The highest reading where it is a limit, else +∞.</summary>
    public readonly double Ceiling => above.IsLimit ? highest : double.PositiveInfinity;

    /// <summary>Takes a reading in.</summary>
    /// <param name="value">v, finite.</param>
    /// <param name="seen">How many readings the feature has had before.</param>
    public void Observe(double value, int seen)
    {
        if (seen == 0)
        {
            lowest = highest = value;
        }

        below.Observe(value == lowest, value < lowest);
        above.Observe(value == highest, value > highest);
        lowest = Math.Min(lowest, value);
        highest = Math.Max(highest, value);
    }

    /// <summary>One end.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Side
    {
        private byte visits;

        // 0 stands for the first five.
        private byte needed;
        private bool isThere;

        public readonly bool IsLimit => visits >= Needed;

        private readonly int Needed => needed == 0 ? FirstVisits : needed;

        public void Observe(bool isAtExtreme, bool isBeyond)
        {
            if (isBeyond)
            {
                needed = IsLimit ? (byte)Math.Min(Needed * Growth, byte.MaxValue) : needed;
                visits = 0;
            }

            bool arrives = (isAtExtreme || isBeyond) && !isThere;
            visits += (byte)((arrives || isBeyond) && visits < byte.MaxValue ? 1 : 0);
            isThere = isAtExtreme || isBeyond;
        }
    }
}
