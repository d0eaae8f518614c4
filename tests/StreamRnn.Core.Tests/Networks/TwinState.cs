using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Tests.Networks;

/// <summary>h and c of each layer of the twin, <c>[L][H]</c>: all zero, or read from a stream's memory.</summary>
internal sealed class TwinState
{
    public TwinState(NetworkShape shape)
        : this(shape, new float[shape.StateLength])
    {
    }

    public TwinState(NetworkShape shape, ReadOnlySpan<float> state)
    {
        H = new double[shape.Layers][];
        C = new double[shape.Layers][];
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            H[layer] = [.. state.Slice(layer * shape.PaddedHiddenUnits, shape.HiddenUnits).ToArray().Select(value => (double)value)];
            C[layer] = [.. state.Slice((shape.Layers + layer) * shape.PaddedHiddenUnits, shape.HiddenUnits).ToArray().Select(value => (double)value)];
        }
    }

    public double[][] H { get; }

    public double[][] C { get; }
}
