using System.Runtime.CompilerServices;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Networks;

/// <summary>The head, forward and backward: output = bias + W_x x + W_h h.</summary>
/// <remarks>Reading the inputs in whole blocks of 16 runs on into h, which the row always has room for; the weights there are 0 and stay so.</remarks>
internal static unsafe class ForecastHead<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>The smallest log scale that a forecast can have.</summary>
    public const float MinLogScale = -5;

    /// <summary>The largest log scale that a forecast can have.</summary>
    public const float MaxLogScale = 4;

    /// <summary>One output of the head, before the log scale is limited.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Output(NetworkShape shape, float* parameters, int output, float* inputs, float* hiddenState)
    {
        float* weights = parameters + shape.HeadStart + (output * shape.HeadRowLength);
        return parameters[shape.HeadBiasStart + output]
            + DotProduct<TSimd, TVector>.MultiplyTwo(weights, inputs, shape.PaddedInputs, hiddenState, shape.PaddedHiddenUnits);
    }

    /// <summary>All outputs of a step, <c>[2F]</c>: means, then log scales within their limits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(NetworkShape shape, float* parameters, float* inputs, float* hiddenState, float* outputs)
    {
        // Where the weights stand follows from the shape by more instructions than a small head has products.
        int paddedInputs = shape.PaddedInputs;
        int paddedHiddenUnits = shape.PaddedHiddenUnits;
        float* weights = parameters + shape.HeadStart;
        float* biases = parameters + shape.HeadBiasStart;
        for (int output = 0; output < shape.OutputLength; output++)
        {
            outputs[output] = biases[output] + DotProduct<TSimd, TVector>.MultiplyTwo(weights, inputs, paddedInputs, hiddenState, paddedHiddenUnits);
            weights += paddedInputs + paddedHiddenUnits;
        }

        for (int output = shape.Targets; output < shape.OutputLength; output++)
        {
            outputs[output] = Math.Clamp(outputs[output], MinLogScale, MaxLogScale);
        }
    }

    /// <summary>Adds dL/dh of one output: its gradient times its weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddHiddenStateGradient(NetworkShape shape, float* parameters, int output, float outputGradient, float* hiddenStateGradient)
    {
        float* weights = parameters + shape.HeadStart + (output * shape.HeadRowLength) + shape.PaddedInputs;
        AddScaled(weights, outputGradient, shape.PaddedHiddenUnits, hiddenStateGradient);
    }

    /// <summary>Adds dL/dW and dL/dbias of one output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddWeightGradient(NetworkShape shape, float* gradient, int output, float outputGradient, float* inputs, float* hiddenState)
    {
        float* weights = gradient + shape.HeadStart + (output * shape.HeadRowLength);
        AddScaled(inputs, outputGradient, shape.PaddedInputs, weights);
        AddScaled(hiddenState, outputGradient, shape.PaddedHiddenUnits, weights + shape.PaddedInputs);
        gradient[shape.HeadBiasStart + output] += outputGradient;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddScaled(float* source, float factor, int length, float* destination)
    {
        TVector factors = TSimd.Broadcast(factor);
        for (nint index = 0; index < length; index += TSimd.Width)
        {
            TSimd.Store(destination + index, TSimd.MultiplyAdd(TSimd.Load(source + index), factors, TSimd.Load(destination + index)));
        }
    }
}
