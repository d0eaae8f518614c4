using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    private protected override TrainingResult Step(Span<float> parameters, Span<float> moments, ref int adamSteps)
    {
        fixed (float* weights = parameters, moment = moments)
        {
            Forward(weights);
            ForecastLoss<TSimd, TVector>.Evaluate(Tape.PlaneLength, Tape.Means, Tape.LogScales, Tape.Targets);
            float loss = ScaleOutputGradients(out bool hasTargets);
            if (!hasTargets)
            {
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
            return new TrainingResult(TrainingOutcome.Applied, loss, gradientNorm);
        }
    }

    /// <summary>All windows step by step, each gate recorded; then the head's outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Forward(float* weights)
    {
        int windows = Tape.Windows;
        LstmShape cell = Shape.Cell;
        float** rows = stackalloc float*[LimitOfWindows];
        for (int step = 0; step < Tape.Steps; step++)
        {
            int sample = step * windows;
            for (int window = 0; window < windows; window++)
            {
                rows[window] = Tape.Inputs(sample + window);
            }

            var packedRows = new PackedRows(rows, windows, 1, Tape.Gates(sample), Tape.GateStride, Packing.RowLength);
            nint cellStart = cell.Inputs + cell.PaddedHiddenUnits;
            LstmCell<TSimd, TVector>.Step(
                cell, weights, packedRows, cellStart, (nint)windows * Tape.RowStride, Tape.HiddenState(sample + windows), Tape.RowStride);
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Backward(float* weights)
    {
        int windows = Tape.Windows;
        int targets = Shape.Targets;
        int blocks = Shape.Cell.Blocks;
        TransposedWeights.Write(Shape.Cell, weights, Tape.TransposedWeights);
        for (int step = Tape.Steps - 1; step >= 0; step--)
        {
            for (int window = 0; window < windows; window++)
            {
                int sample = (step * windows) + window;
                float* hiddenStateGradient = Tape.HiddenStateGradient(window);
                for (int target = 0; target < targets; target++)
                {
                    int index = (sample * targets) + target;
                    ForecastHead<TSimd, TVector>.AddHiddenStateGradient(Shape, weights, target, Tape.Means[index], hiddenStateGradient);
                    ForecastHead<TSimd, TVector>.AddHiddenStateGradient(Shape, weights, targets + target, Tape.LogScales[index], hiddenStateGradient);
                }

                LstmCell<TSimd, TVector>.StepBackward(
                    blocks, Tape.Gates(sample), Tape.CellState(sample), Tape.CellState(sample + windows), hiddenStateGradient, Tape.CellStateGradient(window));
            }

            if (step > 0)
            {
                TransposedProduct<TSimd, TVector>.Multiply(Tape.TransposedWeights, Tape.Gates(step * windows), blocks, windows, Tape.HiddenStateGradient(0));
            }
        }
    }

    /// <summary>dL/dW = Σ over samples of dL/dz [1; x; h], and the head's likewise.</summary>
    private void SumWeightGradient()
    {
        LstmShape cell = Shape.Cell;
        int rows = 1 + cell.WeightRows;
        float** factors = stackalloc float*[1 + LstmShape.MaximumInputs + LstmShape.MaximumHiddenUnits];
        for (int row = 0; row < rows; row++)
        {
            factors[row] = Tape.Inputs(0) - 1 + row;
        }

        float* gradient = Tape.Gradient.Pointer;
        Tape.Gradient.Span.Clear();
        var gateGradients = new PackedWeights(Tape.Gates(0), cell.Blocks, Packing.RowLength, Tape.Samples, Tape.GateStride);
        PackedProduct<TSimd, TVector>.Multiply(
            null, 0, gateGradients, new PackedRows(factors, rows, Tape.RowStride, gradient, Packing.RowLength, cell.BlockLength));
        SumHeadGradient(gradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreFinite(float* values, int length)
    {
        TVector sum = TSimd.Broadcast(0);
        for (nint index = 0; index < length; index += TSimd.Width)
        {
            sum = TSimd.MultiplyAdd(TSimd.Load(values + index), TSimd.Broadcast(0), sum);
        }

        // The width decides only which lanes are joined, and a NaN survives in any order.
        Vector128<float> quarters = TSimd.FoldBlock(sum, sum, sum, sum);
        return Vector128.Sum(quarters) == 0;
    }
}
