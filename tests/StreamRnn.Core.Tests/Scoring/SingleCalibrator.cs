using System.Runtime.Intrinsics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>One calibrator: all four are given the same errors, and have the same bits.</summary>
internal sealed class SingleCalibrator(CalibratorOptions options, bool buffered)
{
    private readonly float[] start = buffered ? new float[Calibrators.StartLength] : [];
    private Calibrators calibrators;
    private int seen;

    public double Threshold => calibrators.Threshold.ToScalar();

    public double Scale => calibrators.Scale.ToScalar();

    public double Observe(double error)
    {
        Vector256<double> output = calibrators.Observe(options, Vector256.Create(error), seen++, start);
        Assert.Equal(Vector256.Create(output.ToScalar()), output);
        return output.ToScalar();
    }
}
