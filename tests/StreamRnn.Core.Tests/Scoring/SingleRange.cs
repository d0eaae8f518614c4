using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>One running range: all four are given the same values, and have the same bits.</summary>
internal sealed class SingleRange(double decay, int warmUp)
{
    private RunningRanges<DoubleQuadruple> ranges;
    private int seen;

    public double Mean => ranges.Mean.First;

    public double High => ranges.High.First;

    public double Low => ranges.Low.First;

    public double Span => ranges.Span(default).First;

    public double Observe(double value)
    {
        RunningRangeOptions<DoubleQuadruple> options = new(DoubleQuadruple.Of(decay), DoubleQuadruple.Of(warmUp));
        DoubleQuadruple overshoot = ranges.Observe(options, DoubleQuadruple.Of(value), default, seen++);
        Assert.Equal(DoubleQuadruple.Of(overshoot.First), overshoot);
        return overshoot.First;
    }
}
