using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Training;

/// <summary>The trainer in one vector width.</summary>
internal sealed unsafe class NetworkTrainer<TSimd, TVector>(NetworkShape shape, int maximumSteps, int maximumWindows)
    : NetworkTrainer(shape, maximumSteps, maximumWindows)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const float LargestGradientNorm = 1;

    /// <summary>Samples whose gates and rows stay in the first-level cache while the weights' gradient is summed over them.</summary>
    private const int SampleChunk = 32;

    private protected override TrainingResult Step(Span<float> parameters, Span<float> moments, ref int adamSteps, Span<float> checkpoints)
    {
        fixed (float* weights = parameters, moment = moments)
        {
            Forward(weights);
            ForecastLoss<TSimd, TVector>.Evaluate(Tape.PlaneLength, Tape.Means, Tape.LogScales, Tape.Targets);
            float loss = ScaleOutputGradients(out bool hasTargets);
            if (!hasTargets)
            {
                Tape.CopyCheckpoints(checkpoints);
                return new TrainingResult(TrainingOutcome.NoTargets, float.NaN, 0);
            }

            Backward(weights);
            SumWeightGradient();
            int count = Shape.ParameterCount;
            float* gradient = Tape.Gradient.Pointer;
            float gradientNorm = MathF.Sqrt(DotProduct<TSimd, TVector>.Multiply(gradient, gradient, count));
            if (!float.IsFinite(loss) || !float.IsFinite(gradientNorm) || !AreFinite(weights, count) || !AreFinite(moment, 2 * count))
            {
                return new TrainingResult(TrainingOutcome.NotFinite, float.NaN, gradientNorm);
            }

            adamSteps = Math.Max(adamSteps, adamSteps + 1);
            float gradientScale = gradientNorm > LargestGradientNorm ? LargestGradientNorm / gradientNorm : 1;
            Adam<TSimd, TVector>.Step(Shape, gradient, gradientScale, adamSteps, weights, moment);
            Tape.CopyCheckpoints(checkpoints);
            return new TrainingResult(TrainingOutcome.Applied, loss, gradientNorm);
        }
    }

    /// <summary>All windows step by step, each gate recorded; then the head's outputs.</summary>
    private void Forward(float* weights)
    {
        int windows = Tape.Windows;
        for (int step = 0; step < Tape.Steps; step++)
        {
            int sample = step * windows;
            int end = sample + windows;
            for (; sample + 3 <= end; sample += 3)
            {
                StepForward<TripleRow<TSimd, TVector>>(weights, sample);
            }

            for (; sample < end; sample++)
            {
                StepForward<SingleRow<TSimd, TVector>>(weights, sample);
            }
        }

        int targets = Shape.Targets;
        for (int sample = 0; sample < Tape.Samples; sample++)
        {
            for (int target = 0; target < targets; target++)
            {
                float* x = Tape.Inputs(sample);
                float* hiddenState = Tape.HiddenState(sample + windows);
                Tape.Means[(sample * targets) + target] = ForecastHead<TSimd, TVector>.Output(Shape, weights, target, x, hiddenState);
                Tape.LogScales[(sample * targets) + target] = ForecastHead<TSimd, TVector>.Output(Shape, weights, targets + target, x, hiddenState);
            }
        }
    }

    private void StepForward<TGroup>(float* weights, int sample)
        where TGroup : struct, IRowGroup<TGroup, TVector>
    {
        LstmShape cell = Shape.Cell;
        LstmCell<TSimd, TVector>.Sum<TGroup>(
            cell, weights, RowPointers.Strided(Tape.Inputs(sample), Tape.RowStride), RowPointers.Strided(Tape.Gates(sample), Tape.GateStride));
        for (int row = sample; row < sample + TGroup.Count; row++)
        {
            int next = row + Tape.Windows;
            LstmCell<TSimd, TVector>.Activate(
                cell.Blocks, Tape.Gates(row), Tape.CellState(row), Tape.CellState(next), Tape.HiddenState(next), record: true);
        }
    }

    /// <summary>Divides the output gradients by their window's number of targets and by the number of windows; returns the mean loss.</summary>
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
        for (int sample = 0; sample < Tape.Samples; sample++)
        {
            int targetCount = Tape.TargetCounts[sample % Tape.Windows];
            float share = targetCount == 0 ? 0 : 1f / ((float)targetCount * windowsWithTargets);
            for (int target = 0; target < Shape.Targets; target++, index++)
            {
                Tape.Means[index] *= share;
                Tape.LogScales[index] *= share;
                loss += Tape.Targets[index] * (double)share;
            }
        }

        return (float)loss;
    }

    /// <summary>All windows from the last step to the first; the gates become dL/dz.</summary>
    private void Backward(float* weights)
    {
        int windows = Tape.Windows;
        TransposedWeights.Write(Shape.Cell, weights, Tape.TransposedWeights);
        for (int step = Tape.Steps - 1; step >= 0; step--)
        {
            int window = 0;
            for (; window + 3 <= windows; window += 3)
            {
                StepBackward<TripleRow<TSimd, TVector>>(weights, step, window);
            }

            for (; window < windows; window++)
            {
                StepBackward<SingleRow<TSimd, TVector>>(weights, step, window);
            }
        }
    }

    private void StepBackward<TGroup>(float* weights, int step, int window)
        where TGroup : struct, IRowGroup<TGroup, TVector>
    {
        int targets = Shape.Targets;
        int blocks = Shape.Cell.Blocks;
        int sample = (step * Tape.Windows) + window;
        for (int row = 0; row < TGroup.Count; row++)
        {
            float* hiddenStateGradient = Tape.HiddenStateGradient(window + row);
            for (int target = 0; target < targets; target++)
            {
                int index = ((sample + row) * targets) + target;
                ForecastHead<TSimd, TVector>.AddHiddenStateGradient(Shape, weights, target, Tape.Means[index], hiddenStateGradient);
                ForecastHead<TSimd, TVector>.AddHiddenStateGradient(Shape, weights, targets + target, Tape.LogScales[index], hiddenStateGradient);
            }

            LstmCell<TSimd, TVector>.StepBackward(
                blocks,
                Tape.Gates(sample + row),
                Tape.CellState(sample + row),
                Tape.CellState(sample + row + Tape.Windows),
                hiddenStateGradient,
                Tape.CellStateGradient(window + row));
        }

        if (step > 0)
        {
            TransposedProduct<TSimd, TVector, TGroup>.Multiply(
                Tape.TransposedWeights,
                RowPointers.Strided(Tape.Gates(sample), Tape.GateStride),
                blocks,
                RowPointers.Strided(Tape.HiddenStateGradient(window), Shape.PaddedHiddenUnits));
        }
    }

    /// <summary>dL/dW = Σ over samples of dL/dz [1; x; h], and the head's likewise.</summary>
    private void SumWeightGradient()
    {
        Tape.Gradient.Span.Clear();
        for (int sample = 0; sample < Tape.Samples; sample += SampleChunk)
        {
            int samples = Math.Min(SampleChunk, Tape.Samples - sample);
            int row = 0;
            for (; row + 3 <= 1 + Shape.Cell.WeightRows; row += 3)
            {
                SumRows<TripleRow<TSimd, TVector>>(sample, samples, row);
            }

            for (; row < 1 + Shape.Cell.WeightRows; row++)
            {
                SumRows<SingleRow<TSimd, TVector>>(sample, samples, row);
            }
        }

        SumHeadGradient(Tape.Gradient.Pointer);
    }

    private void SumRows<TGroup>(int sample, int samples, int row)
        where TGroup : struct, IRowGroup<TGroup, TVector>
    {
        LstmShape cell = Shape.Cell;
        RowPointers sums = RowPointers.Strided(Tape.Gradient.Pointer + ((nint)row * Packing.RowLength), Packing.RowLength);
        PackedProduct<TSimd, TVector, TGroup>.Multiply(
            sums,
            cell.BlockLength,
            Tape.Gates(sample),
            Packing.RowLength,
            Tape.GateStride,
            RowPointers.Strided(Tape.Inputs(sample) - 1 + row, 1),
            Tape.RowStride,
            samples,
            cell.Blocks,
            sums,
            cell.BlockLength);
    }

    private void SumHeadGradient(float* gradient)
    {
        int targets = Shape.Targets;
        for (int sample = 0; sample < Tape.Samples; sample++)
        {
            float* x = Tape.Inputs(sample);
            float* hiddenState = Tape.HiddenState(sample + Tape.Windows);
            for (int target = 0; target < targets; target++)
            {
                int index = (sample * targets) + target;
                ForecastHead<TSimd, TVector>.AddWeightGradient(Shape, gradient, target, Tape.Means[index], x, hiddenState);
                ForecastHead<TSimd, TVector>.AddWeightGradient(Shape, gradient, targets + target, Tape.LogScales[index], x, hiddenState);
            }
        }

        // The head reads its inputs in whole blocks of 16; what it read beyond them is no input.
        for (int output = 0; output < Shape.OutputLength; output++)
        {
            Tape.Gradient.Span.Slice(Shape.HeadInputIndex(output, Shape.Inputs), Shape.PaddedInputs - Shape.Inputs).Clear();
        }
    }

    /// <summary>A finite number times 0 is 0, any other NaN.</summary>
    private static bool AreFinite(float* values, int length)
    {
        float* partial = stackalloc float[Packing.Lanes];
        for (int lane = 0; lane < Packing.Lanes; lane += TSimd.Width)
        {
            TVector sum = TSimd.Broadcast(0);
            for (nint index = lane; index < length; index += Packing.Lanes)
            {
                sum = TSimd.MultiplyAdd(TSimd.Load(values + index), TSimd.Broadcast(0), sum);
            }

            TSimd.Store(partial + lane, sum);
        }

        return DotProduct<TSimd, TVector>.Reduce(partial) == 0;
    }
}
