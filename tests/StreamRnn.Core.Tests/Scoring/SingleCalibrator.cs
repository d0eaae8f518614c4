using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>One calibrator: all four are given the same errors, and have the same bits.</summary>
internal sealed class SingleCalibrator(CalibratorOptions options, bool buffered)
{
    private readonly float[] start = buffered ? new float[CalibratorOptions.StartBuffer] : [];
    private Calibrators<DoubleQuadruple> calibrators;
    private int seen;

    public double Threshold => calibrators.Threshold.First;

    public double Scale => calibrators.Scale.First;

    public double Observe(double error)
    {
        DoubleQuadruple output = calibrators.Observe(options, DoubleQuadruple.Of(error), seen++, start);
        Assert.Equal(DoubleQuadruple.Of(output.First), output);
        return output.First;
    }
}
