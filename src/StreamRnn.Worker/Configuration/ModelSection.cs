using System.ComponentModel;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Configuration.Constraints;

namespace StreamRnn.Worker.Configuration;

[Description("The recurrent network.")]
internal sealed record ModelSection
{
    private static readonly LaneOptions Lane = new();

    [Description("Hidden units of a layer of the LSTM; 0 takes 16.")]
    [NumberRange(0, 256, Step = 8)]
    public int HiddenUnits { get; init; } = Lane.HiddenUnits;

    [Description("Layers of the LSTM, each of as many hidden units; each above the first reads the one below. A stream's memory and an event's cost grow with them.")]
    [NumberRange(1, NetworkShape.MaxLayers)]
    public int Layers { get; init; } = Lane.Layers;

    [Description("Seed of the first weights and of all random choices. Equal seed, configuration and input give equal bits.")]
    [NumberRange(0, 4294967295)]
    public long Seed { get; init; } = (long)Lane.Seed;

    [Description("`false` freezes the network's weights.")]
    public bool Learn { get; init; } = Lane.Learn;
}
