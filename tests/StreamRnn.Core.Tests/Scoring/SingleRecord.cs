using System.Runtime.Intrinsics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>One record: all four are given the same values, and have the same bits.</summary>
internal sealed class SingleRecord(double decay, int warmUp)
{
    private Records records;
    private int seen;

    public double Mean => records.Mean.ToScalar();

    public double High => records.High.ToScalar();

    public double Low => records.Low.ToScalar();

    public double Span => records.Span.ToScalar();

    public double Observe(double value)
    {
        RecordShape shape = new(Vector256.Create(decay), Vector256.Create((double)warmUp));
        Vector256<double> overshoot = records.Observe(shape, Vector256.Create(value), seen++);
        Assert.Equal(Vector256.Create(overshoot.ToScalar()), overshoot);
        return overshoot.ToScalar();
    }
}
