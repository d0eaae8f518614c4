using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Forecasting;

/// <summary>The readings of one feature in blocks of some events, as a slower forecaster sees them: the mean of a block, by the range of the means before it. All-zero bytes are fresh.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BlockMean
{
    private RunningRanges<DoubleQuadruple> ranges;
    private double sum;
    private int readings;

    /// <summary>Blocks that had a reading.</summary>
    public int Seen { get; private set; }

    /// <summary>What was last said of a block, held until the next one ends.</summary>
    public double HeldEvidence;

    // Four equal ranges, of which the first is read.
    private static RunningRangeOptions<DoubleQuadruple> Options => new(DoubleQuadruple.Of(1e-4), default);

    /// <summary>Takes a reading of the block under way in.</summary>
    public void Add(double value)
    {
        sum += Underflow.ToZero(value);
        readings++;
    }

    /// <summary>Ends the block and extends the range to its mean.</summary>
    /// <param name="normaliser">By the range from before the block.</param>
    /// <returns>The mean of the block's readings, NaN where it had none.</returns>
    public double End(out Normaliser normaliser)
    {
        normaliser = new Normaliser(Seen == 0 ? double.NaN : ranges.Mean.First, ranges.Span(default).First);
        if (readings == 0)
        {
            return double.NaN;
        }

        double mean = Underflow.ToZero(sum / readings);
        ranges.Observe(Options, DoubleQuadruple.Of(mean), default, Seen);
        Seen += Seen < int.MaxValue ? 1 : 0;
        sum = 0;
        readings = 0;
        return mean;
    }
}
