using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>What a <see cref="PatternMemory"/> keeps of a stream besides values and sums. All-zero bytes are a fresh one.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PatternHeader
{
    /// <summary>
    /// A value lies at most this many ranges beyond the range of those before it; one that lay farther is a wild reading. Sudden changes of real series stay
    /// below. A reading of a million ranges would hide every shape until its square has decayed.
    /// </summary>
    private const double MaxOvershoot = 32;

    /// <summary>Rows that show the range before it bounds anything.</summary>
    private const int RangeRows = 16;

    /// <summary>As slow as the slowest running range, so that a stream which stood still for weeks may move again.</summary>
    private const double RangeDecay = 3e-5;

    /// <summary>The largest magnitude of x: the sums of squared differences over 64 rows stay far below the largest number in single precision.</summary>
    private const double MaxMagnitude = 1e17;

    /// <summary>Windows after which a wild reading is forgotten: its square has decayed by 1e-7.</summary>
    private const int WildWindows = 16;

    private const double MinVarianceRate = 1.0 / 2000;

    private double firstValue;
    private double high;
    private double low;

    // The row after the last wild reading; 0: there was none.
    private long quietSince;

    private PatternScales weights;
    private PatternScales sums;
    private PatternScales squareSums;
    private PatternScales usualVariances;
    private ScaleCalibrators calibrators;

    /// <summary>Values taken in.</summary>
    public long Count { get; private set; }

    /// <summary>x = value - first value, bounded as said, and extends the range to it.</summary>
    public float Place(double value)
    {
        if (Count == 0)
        {
            firstValue = value;
        }

        double x = Math.Clamp(value - firstValue, -MaxMagnitude, MaxMagnitude);
        double range = high - low;
        if (Count >= RangeRows && range > 0)
        {
            double bounded = Math.Clamp(x, low - (MaxOvershoot * range), high + (MaxOvershoot * range));
            if (bounded != x)
            {
                x = bounded;
                quietSince = Count + 1;
            }
        }

        x = Underflow.ToZero((float)x);
        high = Underflow.ToZero(Math.Max(x, high - (RangeDecay * (high - x))));
        low = Underflow.ToZero(Math.Min(x, low + (RangeDecay * (x - low))));
        return (float)x;
    }

    /// <summary>Whether a scale's window still holds a wild reading.</summary>
    public readonly bool IsDisturbed(int scale) => quietSince > 0 && Count - quietSince < WildWindows * PatternScales.Rows[scale];

    /// <summary>W of a scale with this row in it: what its window weighs.</summary>
    public double AddWeight(int scale) => weights[scale] = (Decay(scale) * weights[scale]) + 1;

    /// <summary>Takes x into a scale's window.</summary>
    /// <returns>var + 0.3 V + 1e-9 mean² + 1e-30: what squared distances are relative to.</returns>
    public double Spread(int scale, double x)
    {
        double weight = weights[scale];
        sums[scale] = Underflow.ToZero((Decay(scale) * sums[scale]) + x);
        squareSums[scale] = Underflow.ToZero((Decay(scale) * squareSums[scale]) + (x * x));
        double mean = sums[scale] / weight;
        double variance = Math.Max(0, (squareSums[scale] / weight) - (mean * mean));
        double rate = IsDisturbed(scale) ? 0 : Math.Max(1.0 / (Count + 1), MinVarianceRate);
        double usual = Underflow.ToZero(usualVariances[scale] + ((variance - usualVariances[scale]) * rate));
        usualVariances[scale] = usual;
        return variance + (0.3 * usual) + (1e-9 * mean * mean) + 1e-30;
    }

    /// <summary>A scale's two calibrators; the other two are given zeros.</summary>
    [UnscopedRef]
    public ref Calibrators<DoubleQuadruple> Calibrators(int scale) => ref calibrators[scale];

    /// <summary>Ends the row.</summary>
    public void Next() => Count++;

    /// <summary>f = 1 - 1/τ.</summary>
    public static double Decay(int scale) => 1 - (1.0 / PatternScales.Rows[scale]);

    [InlineArray(PatternScales.Length)]
    private struct ScaleCalibrators
    {
        private Calibrators<DoubleQuadruple> first;
    }
}
