using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>What both memories know of a feature's forecast interval: how wide it must be, and which sign its readings have had. All-zero bytes are a fresh state.</summary>
/// <remarks>It bounds what is told and nothing else: no evidence rests on it.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct ForecastInterval
{
    private IntervalWidth width;
    private bool hasBeenNegative;
    private bool hasBeenPositive;

    /// <summary>What to widen the half-width by; see <see cref="IntervalWidth"/>.</summary>
    public readonly double Factor => width.Factor;

    /// <summary>No further down than readings can come: 0 where none was ever below it, as counts and shares are; else without end.</summary>
    public readonly double Floor => hasBeenNegative ? double.NegativeInfinity : 0;

    /// <summary>No further up than readings can come: 0 where none was ever above it; else without end.</summary>
    public readonly double Ceiling => hasBeenPositive ? double.PositiveInfinity : 0;

    /// <summary>Takes a reading in.</summary>
    /// <param name="value">v, finite.</param>
    /// <param name="isInside">Whether it lay within the interval, without the bounds.</param>
    /// <param name="isWild">Whether it counts as less than it is in forecasts: of such readings in a row the first is a miss, the others say nothing of the stream.</param>
    /// <param name="mass">The interval's stated mass, above 0 and below 1.</param>
    /// <param name="seen">How many readings the feature has had before.</param>
    public void Observe(double value, bool isInside, bool isWild, double mass, int seen)
    {
        hasBeenNegative |= value < 0;
        hasBeenPositive |= value > 0;
        if (seen > 0 && !(isWild && width.IsMissed))
        {
            width.Observe(isInside, mass, seen);
        }
    }
}
