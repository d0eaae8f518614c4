using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Training;

/// <summary>The trainer in one vector width.</summary>
internal sealed unsafe class NetworkTrainer<TSimd, TVector> : NetworkTrainer
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const float MaxGradientNorm = 1;

    private readonly LstmLayerTrainer<TSimd, TVector>[] layers;
    private readonly ForecastHeadTrainer<TSimd, TVector> head;

    public NetworkTrainer(NetworkShape shape, int stepCapacity, int windowCapacity)
        : base(shape, stepCapacity, windowCapacity)
    {
        head = new ForecastHeadTrainer<TSimd, TVector>(Tape);
        layers = [.. Enumerable.Range(0, shape.Layers).Select(layer => new LstmLayerTrainer<TSimd, TVector>(Tape, layer, head))];
    }

    private protected override TrainingResult Step(Span<float> parameters, Span<float> moments, ref int adamSteps)
    {
        fixed (float* weights = parameters, moment = moments)
        {
            Forward(weights);
            float loss = ScaleOutputGradients(out bool hasTargets);
            if (!hasTargets)
            {
                return new TrainingResult(TrainingOutcome.NoTargets, float.NaN, 0);
            }

            float* gradient = Tape.Gradient.Pointer;
            Tape.Gradient.Span.Clear();
            head.Backward(gradient);
            for (int layer = layers.Length - 1; layer >= 0; layer--)
            {
                layers[layer].Backward(weights, gradient);
            }

            int count = Shape.ParameterCount;
            float gradientNorm = MathF.Sqrt(DotProduct<TSimd, TVector>.Multiply(gradient, gradient, count));
            if (!float.IsFinite(loss) || !float.IsFinite(gradientNorm) || !AreFinite(weights, count) || !AreFinite(moment, 2 * count))
            {
                return new TrainingResult(TrainingOutcome.NotFinite, float.NaN, gradientNorm);
            }

            adamSteps = Math.Max(adamSteps, adamSteps + 1);
            float gradientScale = gradientNorm > MaxGradientNorm ? MaxGradientNorm / gradientNorm : 1;
            Adam<TSimd, TVector>.Step(Shape, gradient, gradientScale, adamSteps, weights, moment);
            return new TrainingResult(TrainingOutcome.Applied, loss, gradientNorm);
        }
    }

    private protected override void Evaluate(ReadOnlySpan<float> parameters)
    {
        fixed (float* weights = parameters)
        {
            Forward(weights);
            ScaleOutputGradients(out _);
        }
    }

    /// <summary>Forecasts and their losses, over what stands on the tape.</summary>
    private void Forward(float* weights)
    {
        foreach (LstmLayerTrainer<TSimd, TVector> layer in layers)
        {
            layer.Forward(weights);
        }

        head.Forward(weights);
        ForecastLoss<TSimd, TVector>.Evaluate(Tape.PlaneLength, Tape.Means, Tape.LogScales, Tape.Targets);
    }

    /// <summary>Divides the output gradients by their window's number of targets and by the number of windows; returns the mean loss.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float ScaleOutputGradients(out bool hasTargets)
    {
        int windowsWithTargets = 0;
        foreach (int targetCount in Tape.TargetCounts)
        {
            windowsWithTargets += targetCount > 0 ? 1 : 0;
        }

        hasTargets = windowsWithTargets > 0;
        double loss = 0;
        int index = 0;
        Tape.Losses.Clear();
        for (int sample = 0; sample < Tape.Samples; sample++)
        {
            int targetCount = Tape.TargetCounts[sample % Tape.Windows];
            float share = targetCount == 0 ? 0 : 1f / ((float)targetCount * windowsWithTargets);
            for (int target = 0; target < Shape.Targets; target++, index++)
            {
                Tape.Means[index] *= share;
                Tape.LogScales[index] *= share;
                loss += Tape.Targets[index] * (double)share;
                Tape.Losses[sample % Tape.Windows] += targetCount == 0 ? 0 : Tape.Targets[index] / (double)targetCount;
            }
        }

        return (float)loss;
    }

    /// <summary>A finite number times 0 is 0, any other NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreFinite(float* values, int length)
    {
        TVector sum = TSimd.Broadcast(0);
        for (nint index = 0; index < length; index += TSimd.Width)
        {
            sum = TSimd.MultiplyAdd(TSimd.Load(values + index), TSimd.Broadcast(0), sum);
        }

        // The width decides only which elements are added, and a NaN survives in any order.
        Vector128<float> quarters = TSimd.ReduceBlock(sum, sum, sum, sum);
        return Vector128.Sum(quarters) == 0;
    }
}
