using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Tests.Networks;

/// <summary>The network in naive double precision, straight from the textbook's equations. Weights are ordinary (unfolded), at the packed layout's places.</summary>
internal sealed class TwinNetwork
{
    public TwinNetwork(NetworkShape shape, ReadOnlySpan<float> packed)
    {
        Shape = shape;
        Weights = new double[packed.Length];
        for (int index = 0; index < packed.Length; index++)
        {
            Weights[index] = packed[index] / Fold(index);
        }
    }

    public NetworkShape Shape { get; }

    public double[] Weights { get; }

    private int H => Shape.HiddenUnits;

    private int I => Shape.Inputs;

    private int F => Shape.Targets;

    /// <summary>What a weight at this place is multiplied by in the packed layout; written from the layout's description, not from the code under test.</summary>
    public double Fold(int index)
    {
        if (index >= Shape.HeadStart)
        {
            return 1;
        }

        return index / 16 % 4 == 2 ? -2 * 1.4426950216293335 : -1.4426950216293335;
    }

    public double[] Step(double[] x, double[] h, double[] c)
    {
        (double[] i, double[] f, double[] g, double[] o) = Gates(x, h);
        for (int unit = 0; unit < H; unit++)
        {
            c[unit] = (f[unit] * c[unit]) + (i[unit] * g[unit]);
            h[unit] = o[unit] * Math.Tanh(c[unit]);
        }

        double[] outputs = Head(x, h);
        for (int target = F; target < 2 * F; target++)
        {
            outputs[target] = Math.Clamp(outputs[target], -5, 4);
        }

        return outputs;
    }

    /// <summary>Mean loss over a window's unmasked targets and its gradient; <paramref name="clip"/> limits dL/doutput before the mean's division.</summary>
    public (double Loss, double[] Gradient, double[][] States) Window(double[][] x, double[][] y, double[] h0, double[] c0, double clip)
    {
        int steps = x.Length;
        var h = new double[steps + 1][];
        var c = new double[steps + 1][];
        var gates = new (double[] I, double[] F, double[] G, double[] O)[steps];
        var outputGradients = new double[steps][];
        h[0] = h0;
        c[0] = c0;
        double known = y.Sum(row => row.Count(value => !double.IsNaN(value)));
        double loss = 0;
        for (int t = 0; t < steps; t++)
        {
            gates[t] = Gates(x[t], h[t]);
            h[t + 1] = new double[H];
            c[t + 1] = new double[H];
            for (int unit = 0; unit < H; unit++)
            {
                c[t + 1][unit] = (gates[t].F[unit] * c[t][unit]) + (gates[t].I[unit] * gates[t].G[unit]);
                h[t + 1][unit] = gates[t].O[unit] * Math.Tanh(c[t + 1][unit]);
            }

            double[] outputs = Head(x[t], h[t + 1]);
            outputGradients[t] = new double[2 * F];
            for (int target = 0; target < F; target++)
            {
                if (double.IsNaN(y[t][target]))
                {
                    continue;
                }

                double logScale = Math.Clamp(outputs[F + target], -5, 4);
                loss += StudentT.NegativeLogLikelihood(y[t][target], outputs[target], logScale) / known;
                (double mean, double scale) = StudentT.Gradient(y[t][target], outputs[target], logScale);
                bool outwards = (outputs[F + target] > 4 && scale < 0) || (outputs[F + target] < -5 && scale > 0);
                outputGradients[t][target] = Math.Clamp(mean, -clip, clip) / known;
                outputGradients[t][F + target] = outwards ? 0 : Math.Clamp(scale, -clip, clip) / known;
            }
        }

        var gradient = new double[Weights.Length];
        var dh = new double[H];
        var dc = new double[H];
        for (int t = steps - 1; t >= 0; t--)
        {
            for (int output = 0; output < 2 * F; output++)
            {
                double d = outputGradients[t][output];
                gradient[Shape.HeadBiasStart + output] += d;
                for (int input = 0; input < I; input++)
                {
                    gradient[Shape.HeadInputIndex(output, input)] += d * x[t][input];
                }

                for (int unit = 0; unit < H; unit++)
                {
                    gradient[Shape.HeadHiddenIndex(output, unit)] += d * h[t + 1][unit];
                    dh[unit] += d * Weights[Shape.HeadHiddenIndex(output, unit)];
                }
            }

            var previous = new double[H];
            for (int unit = 0; unit < H; unit++)
            {
                (double i, double f, double g, double o) = (gates[t].I[unit], gates[t].F[unit], gates[t].G[unit], gates[t].O[unit]);
                double tanh = Math.Tanh(c[t + 1][unit]);
                dc[unit] += dh[unit] * o * (1 - (tanh * tanh));
                double[] dz =
                [
                    dc[unit] * g * i * (1 - i),
                    dc[unit] * c[t][unit] * f * (1 - f),
                    dc[unit] * i * (1 - (g * g)),
                    dh[unit] * tanh * o * (1 - o),
                ];
                dc[unit] *= f;
                for (LstmGate gate = LstmGate.Input; gate <= LstmGate.Output; gate++)
                {
                    double d = dz[(int)gate];
                    gradient[Shape.Cell.WeightIndex(unit, gate, 0)] += d;
                    for (int input = 0; input < I; input++)
                    {
                        gradient[Shape.Cell.WeightIndex(unit, gate, 1 + input)] += d * x[t][input];
                    }

                    for (int hidden = 0; hidden < H; hidden++)
                    {
                        gradient[Shape.Cell.WeightIndex(unit, gate, 1 + I + hidden)] += d * h[t][hidden];
                        previous[hidden] += d * Weights[Shape.Cell.WeightIndex(unit, gate, 1 + I + hidden)];
                    }
                }
            }

            dh = previous;
        }

        return (loss, gradient, [.. h.Zip(c, (hidden, cell) => hidden.Concat(cell).ToArray())]);
    }

    private double[] Head(double[] x, double[] h)
    {
        var outputs = new double[2 * F];
        for (int output = 0; output < outputs.Length; output++)
        {
            outputs[output] = Weights[Shape.HeadBiasStart + output];
            for (int input = 0; input < I; input++)
            {
                outputs[output] += Weights[Shape.HeadInputIndex(output, input)] * x[input];
            }

            for (int unit = 0; unit < H; unit++)
            {
                outputs[output] += Weights[Shape.HeadHiddenIndex(output, unit)] * h[unit];
            }
        }

        return outputs;
    }

    private (double[] I, double[] F, double[] G, double[] O) Gates(double[] x, double[] h)
    {
        double[] Sums(LstmGate gate)
        {
            var sums = new double[H];
            for (int unit = 0; unit < H; unit++)
            {
                int bias = Shape.Cell.WeightIndex(unit, gate, 0);
                double sum = Weights[bias];
                for (int input = 0; input < I; input++)
                {
                    sum += Weights[bias + ((1 + input) * Packing.RowLength)] * x[input];
                }

                for (int hidden = 0; hidden < H; hidden++)
                {
                    sum += Weights[bias + ((1 + I + hidden) * Packing.RowLength)] * h[hidden];
                }

                sums[unit] = sum;
            }

            return sums;
        }

        static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
        return (
            [.. Sums(LstmGate.Input).Select(Sigmoid)],
            [.. Sums(LstmGate.Forget).Select(Sigmoid)],
            [.. Sums(LstmGate.Candidate).Select(Math.Tanh)],
            [.. Sums(LstmGate.Output).Select(Sigmoid)]);
    }
}
