using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Networks;

/// <summary>
/// Layers of LSTM that forecast a Student-t distribution for each target. It holds no weights and no state: both are given, as one block
/// of floats each. Same bits for every vector width and for one stream or many.
/// </summary>
public abstract class ForecastNetwork
{
    private protected ForecastNetwork(NetworkShape shape) => Shape = shape;

    /// <summary>The network's sizes.</summary>
    public NetworkShape Shape { get; }

    /// <summary>Makes the network for this processor, or for a given vector width.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size of <paramref name="shape"/> is outside its range.</exception>
    public static ForecastNetwork Create(NetworkShape shape, VectorWidth? width = null)
    {
        shape.Validate();
        return VectorWidths.Create(width, new Factory(shape));
    }

    /// <summary>
    /// Writes first parameters: a layer's weights uniform in ±1/√(its inputs + H), forget bias 1, and a head that hands on the linear
    /// predictor's forecast with scale 1.
    /// </summary>
    /// <param name="parameters">Receives <c>[ParameterCount]</c>.</param>
    /// <param name="random">The generator, moved on by 4 H (I + H) numbers and 8 H² for each layer above the first.</param>
    public void Initialise(Span<float> parameters, ref SplitMix64 random)
    {
        NetworkShapeGuard.Require(parameters.Length, Shape.ParameterCount, nameof(parameters));
        for (int layer = 0; layer < Shape.Layers; layer++)
        {
            Shape.Layer(layer).Initialise(parameters, ref random);
        }

        Shape.Head.Initialise(parameters);
    }

    /// <summary>Takes in the row's x, advances the h and c of all layers in place and writes the next forecast.</summary>
    /// <param name="parameters">Weights, <c>[ParameterCount]</c>.</param>
    /// <param name="row">The stream's <c>[x, h, c]</c>, <c>[RowLength]</c>; fastest where h begins on a 64-byte line.</param>
    /// <param name="outputs">Receives <c>[2F]</c>: means, then log scales in [-5, 4].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public abstract void Step(ReadOnlySpan<float> parameters, Span<float> row, Span<float> outputs);

    /// <summary>Does for many streams what <see cref="Step"/> does for one, to the same bits.</summary>
    /// <param name="parameters">Weights, <c>[ParameterCount]</c>.</param>
    /// <param name="rows">Addresses of the streams' rows, <c>[RowLength]</c> floats each, in memory that does not move; no row twice.</param>
    /// <param name="outputs">Receives <c>[rows, 2F]</c>.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public abstract void StepMany(ReadOnlySpan<float> parameters, ReadOnlySpan<nint> rows, Span<float> outputs);

    /// <summary>Writes the forecast that the row's x and h stand for, without advancing them: what the last <see cref="Step"/> would say under these weights.</summary>
    /// <param name="parameters">Weights, <c>[ParameterCount]</c>.</param>
    /// <param name="row">The stream's <c>[x, h, c]</c>, <c>[RowLength]</c>.</param>
    /// <param name="outputs">Receives <c>[2F]</c>.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public abstract void Forecast(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> outputs);

    /// <summary>Creates the network in any variant of the kernels.</summary>
    internal sealed class Factory(NetworkShape shape) : IKernelFactory<ForecastNetwork>
    {
        public ForecastNetwork Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            => new ForecastNetwork<TSimd, TVector>(shape);
    }
}
