using System.Runtime.Intrinsics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>One running range: all four are given the same values, and have the same bits.</summary>
internal sealed class SingleRange(double decay, int warmUp)
{
    private RunningRanges ranges;
    private int seen;

    public double Mean => ranges.Mean.ToScalar();

    public double High => ranges.High.ToScalar();

    public double Low => ranges.Low.ToScalar();

    public double Span => ranges.Span.ToScalar();

    public double Observe(double value)
    {
        RunningRangeOptions options = new(Vector256.Create(decay), Vector256.Create((double)warmUp));
        Vector256<double> overshoot = ranges.Observe(options, Vector256.Create(value), seen++);
        Assert.Equal(Vector256.Create(overshoot.ToScalar()), overshoot);
        return overshoot.ToScalar();
    }
}
