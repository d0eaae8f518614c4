using StreamRnn.Core.Kernels;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// How often normal streams reach an alarm: what gives the score its meaning. Learned from all streams of a lane together, from what made fleets of many kinds have while the lane has seen little.
/// </summary>
/// <remarks>
/// <para>
/// A block of 64 rows reaches alarm a with probability T(a): measured on made fleets without their anomalies, and above a = 1 falling as e^(-3.5 a). A stream of R readings a day reaches it R/64 T(a)
/// times a day, and its score s is that for which this is (1 - s) / s. Of fewer than one reading a minute, R counts as the mean of R and 1440 by their logarithms: the fewer the readings, the
/// more of what they do lies in few of them, and by R itself streams of five-minute readings would cry twice as often as said.
/// </para>
/// <para>
/// Of the lane's own life one number is learned: how much more often its streams rise above a = 0.45 than those fleets, where anomalies are a minority of what does; it moves the curve along a, by
/// at most 0.4. The fleets count as 4096 blocks.
/// </para>
/// </remarks>
internal sealed class AlarmRate
{
    /// <summary>Rows of a block.</summary>
    public const int BlockRows = 64;

    /// <summary>The alarm whose crossings are counted.</summary>
    public const double CountedAlarm = 0.45;

    private const double Slope = 3.5;
    private const double CountedSlope = 6;
    private const double RowsOfMinutes = 1440;
    private const double KnotStep = 0.1;
    private const double MaxShift = 0.4;
    private const double PriorBlocks = 4096;
    private const double MaxRows = (1L << 24) * (double)BlockRows;

    /// <summary>Crossings of <see cref="CountedAlarm"/> a block, in the fleets.</summary>
    private const double PriorCrossings = 0.0134;

    private double rows;
    private double crossings;
    private double shift;

    /// <summary>-ln T at a = 0, 0.1 … 1.</summary>
    private static ReadOnlySpan<double> Knots => [0, 0.89, 1.67, 2.67, 3.49, 4.18, 4.73, 5.16, 5.5, 5.78, 6.11];

    /// <summary>Takes a row of any of the lane's streams in.</summary>
    /// <param name="isCrossing">Whether the stream rose above <see cref="CountedAlarm"/>.</param>
    public void Observe(bool isCrossing)
    {
        rows++;
        if (isCrossing)
        {
            crossings++;
        }

        if (isCrossing || rows % 65_536 == 0)
        {
            Update();
        }
    }

    /// <summary>The score of an alarm.</summary>
    /// <param name="alarm">0 and above.</param>
    /// <param name="rowsPerDay">R, above 0.</param>
    /// <returns>s, within [0, 1); 0 where there is no alarm.</returns>
    public double ScoreOf(double alarm, double rowsPerDay)
    {
        if (alarm <= 0)
        {
            return 0;
        }

        double a = Math.Max(0, alarm - shift);
        double effective = rowsPerDay < RowsOfMinutes ? Math.Sqrt(RowsOfMinutes * rowsPerDay) : rowsPerDay;
        double rate = effective / BlockRows * Exponential.Natural((float)-Rarity(a));
        return Math.Min(1 / (1 + rate), Math.BitDecrement(1.0));
    }

    /// <summary>Whether normal streams reach an alarm less often than so many times a day.</summary>
    public bool IsRarerThan(double perDay, double alarm, double rowsPerDay) => ScoreOf(alarm, rowsPerDay) > 1 / (1 + perDay);

    /// <summary>Walks over what further scores depend on.</summary>
    public void Walk(StateWalk walk)
    {
        rows = walk.Next(rows);
        crossings = walk.Next(crossings);
        shift = walk.Next(shift);
    }

    private static double Rarity(double alarm)
    {
        double place = alarm / KnotStep;
        int knot = (int)Math.Min(place, Knots.Length - 1);
        return knot == Knots.Length - 1
            ? Knots[^1] + (Slope * (alarm - 1))
            : Knots[knot] + ((place - knot) * (Knots[knot + 1] - Knots[knot]));
    }

    private void Update()
    {
        if (rows >= MaxRows)
        {
            rows /= 2;
            crossings /= 2;
        }

        double ratio = (crossings + (PriorBlocks * PriorCrossings)) / (((rows / BlockRows) + PriorBlocks) * PriorCrossings);

        // ln(ratio) / slope, by a series that every machine computes alike: ln r = 2 artanh((r - 1) / (r + 1)).
        double z = (ratio - 1) / (ratio + 1);
        double square = z * z;
        double logarithm = 2 * z * (1 + (square * ((1 / 3.0) + (square * ((1 / 5.0) + (square / 7.0))))));
        shift = Math.Clamp(logarithm / CountedSlope, -MaxShift, MaxShift);
    }
}
