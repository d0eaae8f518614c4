using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Networks;

/// <summary>The head's place in the network: its weights among the parameters, the h that it reads in a stream's row.</summary>
internal readonly struct ForecastHead(NetworkShape shape)
{
    /// <summary>The smallest log scale that a forecast can have.</summary>
    public const float MinLogScale = -5;

    /// <summary>The largest log scale that a forecast can have.</summary>
    public const float MaxLogScale = 4;

    /// <summary>F; there are as many log scales.</summary>
    public int Targets { get; } = shape.Targets;

    /// <summary>I.</summary>
    public int Inputs { get; } = shape.Inputs;

    /// <summary>I rounded up to 16.</summary>
    public int PaddedInputs { get; } = Packing.RoundUp(shape.Inputs);

    /// <summary>Hp.</summary>
    public int PaddedHiddenUnits { get; } = shape.PaddedHiddenUnits;

    /// <summary>Floats from the first parameter to output 0's weights.</summary>
    public int WeightStart { get; } = shape.HeadStart;

    /// <summary>2 F, means and then log scales.</summary>
    public int Outputs => 2 * Targets;

    /// <summary>Floats of an output's weights.</summary>
    public int WeightLength => PaddedInputs + PaddedHiddenUnits;

    /// <summary>Floats from the first parameter to output 0's bias.</summary>
    public int BiasStart => WeightStart + (Outputs * WeightLength);

    /// <summary>Floats from a row's beginning to the top layer's h.</summary>
    public int HiddenStateStart { get; } = shape.Layer(shape.Layers - 1).HiddenStateStart;

    /// <summary>Floats of a head's weights and biases, a multiple of 16.</summary>
    public static int WeightCount(NetworkShape shape) =>
        (shape.OutputLength * (Packing.RoundUp(shape.Inputs) + shape.PaddedHiddenUnits)) + Packing.RoundUp(shape.OutputLength);

    /// <summary>e^logScale by the network's own exponential: the same bits on every machine, and a few instructions in place of a call.</summary>
    public static float Scale(float logScale) => Exponential.Natural(logScale);

    /// <summary>Where an output's weight of an input stands.</summary>
    public int InputIndex(int output, int input) => WeightStart + (output * WeightLength) + input;

    /// <summary>Where an output's weight of a hidden unit of the top layer stands.</summary>
    public int HiddenIndex(int output, int unit) => InputIndex(output, PaddedInputs + unit);

    /// <summary>Writes first weights, which hand on the linear predictor's forecast with scale 1.</summary>
    public void Initialise(Span<float> parameters)
    {
        parameters[WeightStart..].Clear();
        for (int target = 0; target < Targets; target++)
        {
            parameters[InputIndex(target, target)] = 1;
        }
    }
}
