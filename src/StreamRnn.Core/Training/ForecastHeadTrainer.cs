using System.Runtime.CompilerServices;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Training;

/// <summary>The head's part of a training step, forward and backward over all samples of the tape, whose outputs become their gradients.</summary>
internal sealed unsafe class ForecastHeadTrainer<TSimd, TVector>(TrainingTape tape)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly ForecastHead place = tape.Shape.Head;
    private readonly ForecastHead<TSimd, TVector> head = new(tape.Shape.Head);
    private readonly LayerTape bottom = tape.Layer(0);
    private readonly LayerTape top = tape.Layer(tape.Shape.Layers - 1);

    /// <summary>Means and log scales of every sample.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(float* parameters)
    {
        int targets = place.Targets;
        for (int sample = 0; sample < tape.Samples; sample++)
        {
            float* x = bottom.Inputs(sample);
            float* hiddenState = top.HiddenState(sample + tape.Windows);
            for (int target = 0; target < targets; target++)
            {
                int index = (sample * targets) + target;
                tape.Means[index] = head.Output(parameters, target, x, hiddenState);
                tape.LogScales[index] = head.Output(parameters, targets + target, x, hiddenState);
            }
        }
    }

    /// <summary>Adds a sample's dL/dh, where h is the top layer's after its step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddHiddenStateGradient(float* parameters, int sample, float* hiddenStateGradient)
    {
        int targets = place.Targets;
        for (int target = 0; target < targets; target++)
        {
            int index = (sample * targets) + target;
            head.AddHiddenStateGradient(parameters, target, tape.Means[index], hiddenStateGradient);
            head.AddHiddenStateGradient(parameters, targets + target, tape.LogScales[index], hiddenStateGradient);
        }
    }

    /// <summary>Sums the gradient of the head's weights and biases.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Backward(float* gradient)
    {
        int targets = place.Targets;
        for (int sample = 0; sample < tape.Samples; sample++)
        {
            float* x = bottom.Inputs(sample);
            float* hiddenState = top.HiddenState(sample + tape.Windows);
            for (int target = 0; target < targets; target++)
            {
                int index = (sample * targets) + target;
                head.AddWeightGradient(gradient, target, tape.Means[index], x, hiddenState);
                head.AddWeightGradient(gradient, targets + target, tape.LogScales[index], x, hiddenState);
            }
        }

        // The head reads its inputs in whole blocks of 16; what it read beyond them is no input.
        for (int output = 0; output < place.Outputs; output++)
        {
            new Span<float>(gradient + place.InputIndex(output, place.Inputs), place.PaddedInputs - place.Inputs).Clear();
        }
    }
}
