using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Follows how wide a feature's forecast interval must be to hold its stated mass: the factor on the half-width that the forecast's own distribution
/// gives. All-zero bytes are a fresh state, of factor 1.
/// </summary>
/// <remarks>
/// <para>
/// Adaptive conformal inference (Gibbs and Candès, NeurIPS 2021), in the logarithm of the width: with q the mass, a reading outside adds g q to it, one inside
/// takes g (1 - q) off, g falling from 0.6 to 0.1. Where the factor stays within its bounds the share of readings outside therefore comes to 1 - q, whatever the errors'
/// distribution. Exponentials are taken as (1 + x/2) / (1 - x/2), which every machine rounds alike.
/// </para>
/// <para>
/// A step knows whether a reading lay outside, not how far: an anomaly counts like any other miss. What a long one has widened is undone ten times as fast after 5 / (1 - q)
/// readings without a miss, which in a normal stream follow one miss in 150.
/// </para>
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 2)] // six bytes; a ForecastInterval has eight
public struct IntervalWidth
{
    private const double MinFactor = 1.0 / 64;

    /// <summary>A stream that mostly stands still has forecasts of a tiny scale; where it leaps now and then, its interval must reach that far.</summary>
    private const double MaxFactor = 1024;

    private const double Gain = 0.1;
    private const double StartGain = 0.5;

    /// <summary>Readings after which the gain has come half its way.</summary>
    private const double StartReadings = 20;

    private const double LongGaps = 5;
    private const double UndoingRate = 10;

    // In place of 1 stands 0: a fresh row is of zero bytes.
    private float factor;
    private ushort sinceMiss;

    /// <summary>What to widen the half-width by, within [1/64, 1024].</summary>
    public readonly double Factor => factor == 0 ? 1 : factor;

    /// <summary>Whether the last reading lay outside.</summary>
    public readonly bool IsMissed => factor != 0 && sinceMiss == 0;

    /// <summary>Takes in whether a reading lay within the interval.</summary>
    /// <param name="isInside">Whether it did, at the factor from before it.</param>
    /// <param name="mass">q, above 0 and below 1.</param>
    /// <param name="seen">How many readings the feature has had before.</param>
    public void Observe(bool isInside, double mass, int seen)
    {
        double step = (Gain + (StartGain * StartReadings / (StartReadings + seen))) * (isInside ? mass - 1 : mass);
        sinceMiss = (ushort)(isInside ? Math.Min(sinceMiss + 1, ushort.MaxValue) : 0);
        if (factor > 1 && sinceMiss * (1 - mass) > LongGaps)
        {
            step = Math.Max(step * UndoingRate, -1);
        }

        factor = (float)Math.Clamp(Factor * (2 + step) / (2 - step), MinFactor, MaxFactor);
    }
}
