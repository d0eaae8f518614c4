using System.Runtime.CompilerServices;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Networks;

/// <summary>The network in one vector width.</summary>
internal sealed unsafe class ForecastNetwork<TSimd, TVector> : ForecastNetwork
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Streams whose gate sums are held at a time: enough to use a chunk of weights well, and at most 120 KiB of stack.</summary>
    private const int TileLength = 24;

    private readonly LstmLayer<TSimd, TVector>[] layers;
    private readonly ForecastHead<TSimd, TVector> head;
    private readonly int parameterCount;
    private readonly int rowLength;
    private readonly int outputLength;
    private readonly int paddedHiddenUnits;

    public ForecastNetwork(NetworkShape shape)
        : base(shape)
    {
        layers = [.. Enumerable.Range(0, shape.Layers).Select(layer => new LstmLayer<TSimd, TVector>(shape.Layer(layer)))];
        head = new ForecastHead<TSimd, TVector>(shape.Head);
        parameterCount = shape.ParameterCount;
        rowLength = shape.RowLength;
        outputLength = shape.OutputLength;
        paddedHiddenUnits = shape.PaddedHiddenUnits;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public override void Step(ReadOnlySpan<float> parameters, Span<float> row, Span<float> outputs)
    {
        NetworkShapeGuard.Require(parameters.Length, parameterCount, nameof(parameters));
        NetworkShapeGuard.Require(row.Length, rowLength, nameof(row));
        NetworkShapeGuard.Require(outputs.Length, outputLength, nameof(outputs));
        float* scratch = stackalloc float[RowTile.ScratchLength(1, paddedHiddenUnits)];
        fixed (float* weights = parameters, x = row, forecast = outputs)
        {
            float* only = x;
            float* input;
            Advance(weights, new RowTile(&only, 1, &input, scratch, paddedHiddenUnits), forecast);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public override void StepMany(ReadOnlySpan<float> parameters, ReadOnlySpan<nint> rows, Span<float> outputs)
    {
        NetworkShapeGuard.Require(parameters.Length, parameterCount, nameof(parameters));
        NetworkShapeGuard.Require(outputs.Length, rows.Length * outputLength, nameof(outputs));
        float* scratch = stackalloc float[RowTile.ScratchLength(TileLength, paddedHiddenUnits)];
        float** inputs = stackalloc float*[TileLength];
        fixed (float* weights = parameters, forecasts = outputs)
        fixed (nint* addresses = rows)
        {
            for (int start = 0; start < rows.Length; start += TileLength)
            {
                int count = Math.Min(TileLength, rows.Length - start);
                Advance(weights, new RowTile((float**)(addresses + start), count, inputs, scratch, paddedHiddenUnits), forecasts + (start * outputLength));
            }
        }
    }

    /// <inheritdoc/>
    public override void Forecast(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> outputs)
    {
        NetworkShapeGuard.Require(parameters.Length, parameterCount, nameof(parameters));
        NetworkShapeGuard.Require(row.Length, rowLength, nameof(row));
        NetworkShapeGuard.Require(outputs.Length, outputLength, nameof(outputs));
        fixed (float* weights = parameters, x = row, forecast = outputs)
        {
            head.Forecast(weights, x, forecast);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(float* parameters, in RowTile tile, float* outputs)
    {
        int top = layers.Length - 1;
        for (int layer = 0; layer <= top; layer++)
        {
            layers[layer].Step(parameters, tile);
            if (layer == top)
            {
                // Before the rows take h' in: the head reads x in whole blocks, which run on into h, and loading what has just been stored in other pieces would wait.
                head.Forecast(parameters, tile, outputs);
            }

            layers[layer].TakeHiddenStates(tile);
        }
    }
}
