using System.Runtime.CompilerServices;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Networks;

/// <summary>The head in one vector width, forward and backward: output = bias + W_x x + W_h h.</summary>
/// <remarks>Reading the inputs in whole blocks of 16 runs on into h, which the row always has room for; the weights there are 0 and stay so.</remarks>
internal readonly unsafe struct ForecastHead<TSimd, TVector>(ForecastHead place)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly int targets = place.Targets;
    private readonly int outputs = place.Outputs;
    private readonly int paddedInputs = place.PaddedInputs;
    private readonly int paddedHiddenUnits = place.PaddedHiddenUnits;
    private readonly int weightLength = place.WeightLength;
    private readonly nint weightStart = place.WeightStart;
    private readonly nint biasStart = place.BiasStart;
    private readonly nint hiddenStateStart = place.HiddenStateStart;

    /// <summary>The forecasts of a tile whose top layer's h' stands aside, <c>[rows, 2F]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Forecast(float* parameters, in RowTile tile, float* forecasts)
    {
        for (int row = 0; row < tile.Count; row++)
        {
            Forecast(parameters, tile.Rows[row], tile.NextHiddenStates + (row * paddedHiddenUnits), forecasts + (row * outputs));
        }
    }

    /// <summary>The forecast of a row's own x and h, <c>[2F]</c>.</summary>
    public void Forecast(float* parameters, float* row, float* forecast) => Forecast(parameters, row, row + hiddenStateStart, forecast);

    /// <summary>One output, its log scale not limited.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Output(float* parameters, int output, float* inputs, float* hiddenState) =>
        parameters[biasStart + output] + DotProduct<TSimd, TVector>.MultiplyTwo(
            parameters + weightStart + (output * weightLength), inputs, paddedInputs, hiddenState, paddedHiddenUnits);

    /// <summary>Adds dL/dh of one output: its gradient times its weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddHiddenStateGradient(float* parameters, int output, float outputGradient, float* hiddenStateGradient) =>
        AddScaled(parameters + weightStart + (output * weightLength) + paddedInputs, outputGradient, paddedHiddenUnits, hiddenStateGradient);

    /// <summary>Adds dL/dW and dL/dbias of one output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddWeightGradient(float* gradient, int output, float outputGradient, float* inputs, float* hiddenState)
    {
        float* weights = gradient + weightStart + (output * weightLength);
        AddScaled(inputs, outputGradient, paddedInputs, weights);
        AddScaled(hiddenState, outputGradient, paddedHiddenUnits, weights + paddedInputs);
        gradient[biasStart + output] += outputGradient;
    }

    /// <summary>Means, then log scales within their limits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Forecast(float* parameters, float* inputs, float* hiddenState, float* forecast)
    {
        float* weights = parameters + weightStart;
        float* biases = parameters + biasStart;
        int count = outputs;
        for (int output = 0; output < count; output++)
        {
            forecast[output] = biases[output] + DotProduct<TSimd, TVector>.MultiplyTwo(weights, inputs, paddedInputs, hiddenState, paddedHiddenUnits);
            weights += weightLength;
        }

        for (int output = targets; output < count; output++)
        {
            forecast[output] = Math.Clamp(forecast[output], ForecastHead.MinLogScale, ForecastHead.MaxLogScale);
        }
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
