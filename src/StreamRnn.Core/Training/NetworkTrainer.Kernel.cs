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
    private const float MaxGradientNorm = 1;

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

            Tape.Gradient.Span.Clear();
            for (int layer = Shape.Layers - 1; layer >= 0; layer--)
            {
                Backward(layer, weights);
            }

            SumHeadGradient(Tape.Gradient.Pointer);
            int count = Shape.ParameterCount;
            float* gradient = Tape.Gradient.Pointer;
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

    /// <summary>Layer by layer over all steps, then the head's outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Forward(float* weights)
    {
        for (int layer = 0; layer < Shape.Layers; layer++)
        {
            if (layer > 0)
            {
                Tape.HandUp(layer - 1);
            }

            Forward(Tape.Layer(layer), weights + Shape.WeightStart(layer));
        }

        LayerTape bottom = Tape.Layer(0);
        LayerTape top = Tape.Layer(Shape.Layers - 1);
        int targets = Shape.Targets;
        for (int sample = 0; sample < Tape.Samples; sample++)
        {
            for (int target = 0; target < targets; target++)
            {
                float* x = bottom.Inputs(sample);
                float* hiddenState = top.HiddenState(sample + Tape.Windows);
                Tape.Means[(sample * targets) + target] = ForecastHead<TSimd, TVector>.Output(Shape, weights, target, x, hiddenState);
                Tape.LogScales[(sample * targets) + target] = ForecastHead<TSimd, TVector>.Output(Shape, weights, targets + target, x, hiddenState);
            }
        }
    }

    /// <summary>A layer's windows step by step, each gate recorded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Forward(LayerTape tape, float* weights)
    {
        int windows = Tape.Windows;
        float** rows = stackalloc float*[LimitOfWindows];
        for (int step = 0; step < Tape.Steps; step++)
        {
            int sample = step * windows;
            for (int window = 0; window < windows; window++)
            {
                rows[window] = tape.Inputs(sample + window);
            }

            var packedRows = new PackedRows(rows, windows, 1, tape.Gates(sample), tape.GateStride, Packing.RowLength);
            nint nextOffset = (nint)windows * tape.RowStride;
            LstmCell<TSimd, TVector>.Step(
                tape.Cell, weights, packedRows, tape.CellStart, nextOffset, tape.HiddenState(sample + windows), tape.RowStride);
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

    /// <summary>
    /// A layer's windows from the last step to the first; the gates become dL/dz. Then the gradient of its weights, and where there is a layer
    /// below, that of its inputs.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Backward(int layer, float* parameters)
    {
        LayerTape tape = Tape.Layer(layer);
        LstmShape cell = tape.Cell;
        float* weights = parameters + Shape.WeightStart(layer);
        int windows = Tape.Windows;
        TransposedWeights.Write(cell, weights, 1 + cell.Inputs, Tape.TransposedWeights);
        Tape.BeginBackward();
        for (int step = Tape.Steps - 1; step >= 0; step--)
        {
            for (int window = 0; window < windows; window++)
            {
                int sample = (step * windows) + window;
                float* hiddenStateGradient = Tape.HiddenStateGradient(window);
                AddGradientFromAbove(layer, parameters, sample, hiddenStateGradient);
                LstmCell<TSimd, TVector>.StepBackward(
                    cell.Blocks, tape.Gates(sample), tape.CellState(sample), tape.CellState(sample + windows), hiddenStateGradient, Tape.CellStateGradient(window));
            }

            if (step > 0)
            {
                TransposedProduct<TSimd, TVector>.Multiply(Tape.TransposedWeights, tape.Gates(step * windows), cell.Blocks, windows, Tape.HiddenStateGradient(0));
            }
        }

        SumWeightGradient(tape, Tape.Gradient.Pointer + Shape.WeightStart(layer));
        if (layer > 0)
        {
            TransposedWeights.Write(cell, weights, 1, Tape.TransposedWeights);
            TransposedProduct<TSimd, TVector>.Multiply(Tape.TransposedWeights, tape.Gates(0), cell.Blocks, Tape.Samples, Tape.InputGradient(0));
        }
    }

    /// <summary>What reaches a layer's h after a sample's step from the head, or from the layer above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddGradientFromAbove(int layer, float* parameters, int sample, float* hiddenStateGradient)
    {
        if (layer < Shape.Layers - 1)
        {
            float* inputGradient = Tape.InputGradient(sample);
            for (nint unit = 0; unit < Shape.PaddedHiddenUnits; unit += TSimd.Width)
            {
                TSimd.Store(hiddenStateGradient + unit, TSimd.Add(TSimd.Load(hiddenStateGradient + unit), TSimd.Load(inputGradient + unit)));
            }

            return;
        }

        int targets = Shape.Targets;
        for (int target = 0; target < targets; target++)
        {
            int index = (sample * targets) + target;
            ForecastHead<TSimd, TVector>.AddHiddenStateGradient(Shape, parameters, target, Tape.Means[index], hiddenStateGradient);
            ForecastHead<TSimd, TVector>.AddHiddenStateGradient(Shape, parameters, targets + target, Tape.LogScales[index], hiddenStateGradient);
        }
    }

    /// <summary>dL/dW = Σ over samples of dL/dz [1; inputs; h].</summary>
    private void SumWeightGradient(LayerTape tape, float* gradient)
    {
        LstmShape cell = tape.Cell;
        int rows = 1 + cell.WeightRows;
        float** factors = stackalloc float*[1 + LstmShape.MaximumInputs + LstmShape.MaximumHiddenUnits];
        for (int row = 0; row < rows; row++)
        {
            factors[row] = tape.Inputs(0) - 1 + row;
        }

        var gateGradients = new PackedWeights(tape.Gates(0), cell.Blocks, Packing.RowLength, Tape.Samples, tape.GateStride);
        PackedProduct<TSimd, TVector>.Multiply(
            null, 0, gateGradients, new PackedRows(factors, rows, tape.RowStride, gradient, Packing.RowLength, cell.BlockLength));
    }

    /// <summary>The same for the head.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumHeadGradient(float* gradient)
    {
        LayerTape bottom = Tape.Layer(0);
        LayerTape top = Tape.Layer(Shape.Layers - 1);
        int targets = Shape.Targets;
        for (int sample = 0; sample < Tape.Samples; sample++)
        {
            float* x = bottom.Inputs(sample);
            float* hiddenState = top.HiddenState(sample + Tape.Windows);
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
