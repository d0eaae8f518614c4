using StreamRnn.Core.Cells;

namespace StreamRnn.Core.Tests.Networks;

/// <summary>One LSTM layer in naive double precision, forward and backward.</summary>
/// <param name="cell">The packed layout, whose inputs may be more than those the layer has.</param>
/// <param name="inputs">Inputs of the layer.</param>
/// <param name="start">Where the layer's weights begin.</param>
/// <param name="weights">The network's ordinary weights, at the packed layout's places.</param>
internal sealed class TwinLayer(LstmShape cell, int inputs, int start, double[] weights)
{
    private int H => cell.HiddenUnits;

    public TwinStep Step(double[] x, double[] h, double[] c)
    {
        double[] i = [.. Sums(LstmGate.Input, x, h).Select(Sigmoid)];
        double[] f = [.. Sums(LstmGate.Forget, x, h).Select(Sigmoid)];
        double[] g = [.. Sums(LstmGate.Candidate, x, h).Select(Math.Tanh)];
        double[] o = [.. Sums(LstmGate.Output, x, h).Select(Sigmoid)];
        var nextH = new double[H];
        var nextC = new double[H];
        for (int unit = 0; unit < H; unit++)
        {
            nextC[unit] = (f[unit] * c[unit]) + (i[unit] * g[unit]);
            nextH[unit] = o[unit] * Math.Tanh(nextC[unit]);
        }

        return new TwinStep(x, h, c, i, f, g, o, nextH, nextC);
    }

    /// <summary>From dL/dh' and dL/dc' but for its way through h' to dL/dx, dL/dh and dL/dc; adds to the weights' gradient.</summary>
    public (double[] X, double[] H, double[] C) StepBackward(TwinStep step, double[] dh, double[] dc, double[] gradient)
    {
        var dx = new double[inputs];
        var previousH = new double[H];
        var previousC = new double[H];
        for (int unit = 0; unit < H; unit++)
        {
            (double i, double f, double g, double o) = (step.I[unit], step.F[unit], step.G[unit], step.O[unit]);
            double tanh = Math.Tanh(step.NextC[unit]);
            double d = dc[unit] + (dh[unit] * o * (1 - (tanh * tanh)));
            previousC[unit] = d * f;
            double[] dz = [d * g * i * (1 - i), d * step.C[unit] * f * (1 - f), d * i * (1 - (g * g)), dh[unit] * tanh * o * (1 - o)];
            for (LstmGate gate = LstmGate.Input; gate <= LstmGate.Output; gate++)
            {
                gradient[Index(unit, gate, 0)] += dz[(int)gate];
                for (int input = 0; input < inputs; input++)
                {
                    gradient[Index(unit, gate, 1 + input)] += dz[(int)gate] * step.X[input];
                    dx[input] += dz[(int)gate] * weights[Index(unit, gate, 1 + input)];
                }

                for (int hidden = 0; hidden < H; hidden++)
                {
                    gradient[Index(unit, gate, 1 + cell.Inputs + hidden)] += dz[(int)gate] * step.H[hidden];
                    previousH[hidden] += dz[(int)gate] * weights[Index(unit, gate, 1 + cell.Inputs + hidden)];
                }
            }
        }

        return (dx, previousH, previousC);
    }

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    private double[] Sums(LstmGate gate, double[] x, double[] h)
    {
        var sums = new double[H];
        for (int unit = 0; unit < H; unit++)
        {
            double sum = weights[Index(unit, gate, 0)];
            for (int input = 0; input < inputs; input++)
            {
                sum += weights[Index(unit, gate, 1 + input)] * x[input];
            }

            for (int hidden = 0; hidden < H; hidden++)
            {
                sum += weights[Index(unit, gate, 1 + cell.Inputs + hidden)] * h[hidden];
            }

            sums[unit] = sum;
        }

        return sums;
    }

    private int Index(int unit, LstmGate gate, int row) => start + cell.WeightIndex(unit, gate, row);
}
