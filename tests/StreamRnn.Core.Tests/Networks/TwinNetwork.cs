using StreamRnn.Core.Networks;
using StreamRnn.Core.Tests.Numerics;

namespace StreamRnn.Core.Tests.Networks;

/// <summary>The network in naive double precision, straight from the textbook's equations. Weights are ordinary (unfolded), at the packed layout's places.</summary>
internal sealed class TwinNetwork
{
    private readonly TwinLayer[] layers;

    public TwinNetwork(NetworkShape shape, ReadOnlySpan<float> packed)
    {
        Shape = shape;
        Weights = new double[packed.Length];
        for (int index = 0; index < packed.Length; index++)
        {
            Weights[index] = packed[index] / Fold(index);
        }

        layers = new TwinLayer[shape.Layers];
        int start = 0;
        for (int layer = 0; layer < layers.Length; layer++)
        {
            layers[layer] = new TwinLayer(shape.Layer(layer).Cell, layer == 0 ? shape.Inputs : shape.HiddenUnits, start, Weights);
            start += shape.Layer(layer).Cell.WeightCount;
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

    /// <summary>Advances the state over x and gives the forecast.</summary>
    public double[] Step(double[] x, TwinState state)
    {
        double[] outputs = Head(x, Layers(x, state)[^1].NextH);
        for (int target = F; target < 2 * F; target++)
        {
            outputs[target] = Math.Clamp(outputs[target], -5, 4);
        }

        return outputs;
    }

    /// <summary>Mean loss over a window's unmasked targets and its gradient; <paramref name="clip"/> limits dL/doutput before the mean's division.</summary>
    /// <remarks>The backward pass goes step by step, each through all layers: another order than that of the code under test.</remarks>
    public (double Loss, double[] Gradient) Window(double[][] x, double[][] y, ReadOnlySpan<float> initialState, double clip)
    {
        int steps = x.Length;
        var state = new TwinState(Shape, initialState);
        var made = new TwinStep[steps][];
        var outputGradients = new double[steps][];
        double known = y.Sum(row => row.Count(value => !double.IsNaN(value)));
        double loss = 0;
        for (int t = 0; t < steps; t++)
        {
            made[t] = Layers(x[t], state);
            double[] outputs = Head(x[t], made[t][^1].NextH);
            outputGradients[t] = new double[2 * F];
            for (int target = 0; target < F; target++)
            {
                if (double.IsNaN(y[t][target]))
                {
                    continue;
                }

                double logScale = Math.Clamp(outputs[F + target], -5, 4);
                loss += TwinStudentT.NegativeLogLikelihood(y[t][target], outputs[target], logScale) / known;
                (double mean, double scale) = TwinStudentT.Gradient(y[t][target], outputs[target], logScale);
                bool outwards = (outputs[F + target] > 4 && scale < 0) || (outputs[F + target] < -5 && scale > 0);
                outputGradients[t][target] = Math.Clamp(mean, -clip, clip) / known;
                outputGradients[t][F + target] = outwards ? 0 : Math.Clamp(scale, -clip, clip) / known;
            }
        }

        var gradient = new double[Weights.Length];
        var behind = new TwinState(Shape);
        for (int t = steps - 1; t >= 0; t--)
        {
            double[] fromAbove = HeadBackward(x[t], made[t][^1].NextH, outputGradients[t], gradient);
            for (int layer = layers.Length - 1; layer >= 0; layer--)
            {
                double[] dh = [.. behind.H[layer].Zip(fromAbove, (left, right) => left + right)];
                (fromAbove, behind.H[layer], behind.C[layer]) = layers[layer].StepBackward(made[t][layer], dh, behind.C[layer], gradient);
            }
        }

        return (loss, gradient);
    }

    /// <summary>One step of all layers, each on the h' of the one below.</summary>
    private TwinStep[] Layers(double[] x, TwinState state)
    {
        var steps = new TwinStep[layers.Length];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            steps[layer] = layers[layer].Step(layer == 0 ? x : steps[layer - 1].NextH, state.H[layer], state.C[layer]);
            (state.H[layer], state.C[layer]) = (steps[layer].NextH, steps[layer].NextC);
        }

        return steps;
    }

    /// <summary>dL/dh of the top layer; adds to the head's gradient.</summary>
    private double[] HeadBackward(double[] x, double[] h, double[] outputGradients, double[] gradient)
    {
        var dh = new double[H];
        for (int output = 0; output < 2 * F; output++)
        {
            double d = outputGradients[output];
            gradient[Shape.Head.BiasStart + output] += d;
            for (int input = 0; input < I; input++)
            {
                gradient[Shape.Head.InputIndex(output, input)] += d * x[input];
            }

            for (int unit = 0; unit < H; unit++)
            {
                gradient[Shape.Head.HiddenIndex(output, unit)] += d * h[unit];
                dh[unit] += d * Weights[Shape.Head.HiddenIndex(output, unit)];
            }
        }

        return dh;
    }

    private double[] Head(double[] x, double[] h)
    {
        var outputs = new double[2 * F];
        for (int output = 0; output < outputs.Length; output++)
        {
            outputs[output] = Weights[Shape.Head.BiasStart + output];
            for (int input = 0; input < I; input++)
            {
                outputs[output] += Weights[Shape.Head.InputIndex(output, input)] * x[input];
            }

            for (int unit = 0; unit < H; unit++)
            {
                outputs[output] += Weights[Shape.Head.HiddenIndex(output, unit)] * h[unit];
            }
        }

        return outputs;
    }
}
