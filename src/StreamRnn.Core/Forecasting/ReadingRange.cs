using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Forecasting;

/// <summary>
/// The decayed running range of a reading that one self of a forecaster normalises by: as that of <see cref="FeatureRanges{TQuadruple}"/>, bit for bit, until it is put back to an
/// earlier one. All-zero bytes are a fresh range.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ReadingRange
{
    private const double Decay = 1e-4;
    private const int MeanMemory = 2000;

    private double mean;
    private double high;
    private double low;
    private int seen;

    /// <summary>Whether it has seen nothing.</summary>
    public readonly bool IsEmpty => seen == 0;

    /// <summary>Normalises by what was seen so far.</summary>
    public readonly Normaliser Normaliser => new(seen == 0 ? double.NaN : mean, Math.Max(high - low, 1e-9 + (1e-3 * Math.Abs(mean))));

    /// <summary>Takes a reading in.</summary>
    /// <param name="value">Finite.</param>
    public void Observe(double value)
    {
        value = Underflow.ToZero(value);
        if (seen == 0)
        {
            mean = high = low = value;
        }
        else
        {
            mean += (value - mean) / Math.Min(seen + 1.0, MeanMemory);
            high = Math.Max(high - (Decay * (high - mean)), value);
            low = Math.Min(low + (Decay * (mean - low)), value);
            if (seen % RunningRanges<DoubleQuadruple>.DecayInterval == RunningRanges<DoubleQuadruple>.DecayInterval - 1)
            {
                (mean, high, low) = (Underflow.ToZero(mean), Underflow.ToZero(high), Underflow.ToZero(low));
            }
        }

        seen += seen < int.MaxValue ? 1 : 0;
    }
}
