using System.Runtime.CompilerServices;
using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Training;

/// <summary>A layer's part of a training step, forward and backward over all samples of the tape.</summary>
internal sealed unsafe class LstmLayerTrainer<TSimd, TVector>(TrainingTape tape, int layer, ForecastHeadTrainer<TSimd, TVector> head)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly LstmLayer place = tape.Shape.Layer(layer);
    private readonly LayerTape samples = tape.Layer(layer);
    private readonly bool isTop = layer == tape.Shape.Layers - 1;

    /// <summary>The windows step by step, each gate recorded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(float* parameters)
    {
        if (layer > 0)
        {
            tape.CopyHiddenStatesUp(layer - 1);
        }

        int windows = tape.Windows;
        float** inputs = stackalloc float*[NetworkTrainer.MaxWindowCapacity];
        for (int step = 0; step < tape.Steps; step++)
        {
            int sample = step * windows;
            for (int window = 0; window < windows; window++)
            {
                inputs[window] = samples.Inputs(sample + window);
            }

            var rows = new PackedRows(inputs, windows, 1, samples.Gates(sample), samples.GateStride, Packing.RowLength);
            var states = new LstmStates(samples.CellStart, (nint)windows * samples.RowStride, samples.HiddenState(sample + windows), samples.RowStride);
            LstmCell<TSimd, TVector>.Step(place.Cell, parameters + place.WeightStart, rows, states);
        }
    }

    /// <summary>
    /// The windows from the last step to the first; the gates become dL/dz. Then the gradient of the layer's weights, and where there is
    /// a layer below, that of its inputs.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Backward(float* parameters, float* gradient)
    {
        LstmShape cell = place.Cell;
        float* weights = parameters + place.WeightStart;
        int windows = tape.Windows;
        TransposedWeights.Write(cell, weights, 1 + cell.Inputs, tape.TransposedWeights);
        tape.BeginBackward();
        for (int step = tape.Steps - 1; step >= 0; step--)
        {
            for (int window = 0; window < windows; window++)
            {
                int sample = (step * windows) + window;
                float* hiddenStateGradient = tape.HiddenStateGradient(window);
                AddGradientFromAbove(parameters, sample, hiddenStateGradient);
                LstmCell<TSimd, TVector>.StepBackward(
                    cell.Blocks,
                    samples.Gates(sample),
                    samples.CellState(sample),
                    samples.CellState(sample + windows),
                    hiddenStateGradient,
                    tape.CellStateGradient(window));
            }

            if (step > 0)
            {
                TransposedProduct<TSimd, TVector>.Multiply(tape.TransposedWeights, samples.Gates(step * windows), cell.Blocks, windows, tape.HiddenStateGradient(0));
            }
        }

        SumWeightGradient(gradient + place.WeightStart);
        if (layer > 0)
        {
            TransposedWeights.Write(cell, weights, 1, tape.TransposedWeights);
            TransposedProduct<TSimd, TVector>.Multiply(tape.TransposedWeights, samples.Gates(0), cell.Blocks, tape.Samples, tape.InputGradient(0));
        }
    }

    /// <summary>What reaches the layer's h after a sample's step from the head, or from the layer above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddGradientFromAbove(float* parameters, int sample, float* hiddenStateGradient)
    {
        if (isTop)
        {
            head.AddHiddenStateGradient(parameters, sample, hiddenStateGradient);
            return;
        }

        float* inputGradient = tape.InputGradient(sample);
        for (nint unit = 0; unit < place.Cell.PaddedHiddenUnits; unit += TSimd.Width)
        {
            TSimd.Store(hiddenStateGradient + unit, TSimd.Add(TSimd.Load(hiddenStateGradient + unit), TSimd.Load(inputGradient + unit)));
        }
    }

    /// <summary>dL/dW = Σ over samples of dL/dz [1; inputs; h].</summary>
    private void SumWeightGradient(float* gradient)
    {
        LstmShape cell = place.Cell;
        int rows = 1 + cell.WeightRows;
        float** factors = stackalloc float*[1 + LstmShape.MaxInputs + LstmShape.MaxHiddenUnits];
        for (int row = 0; row < rows; row++)
        {
            factors[row] = samples.Inputs(0) - 1 + row;
        }

        var gateGradients = new PackedWeights(samples.Gates(0), cell.Blocks, Packing.RowLength, tape.Samples, samples.GateStride);
        PackedProduct<TSimd, TVector>.Multiply(
            null, 0, gateGradients, new PackedRows(factors, rows, samples.RowStride, gradient, Packing.RowLength, cell.BlockLength));
    }
}
