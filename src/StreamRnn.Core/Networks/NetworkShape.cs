using StreamRnn.Core.Cells;

namespace StreamRnn.Core.Networks;

/// <summary>The sizes of a forecast network: LSTM layers and a head that is linear in the top layer's hidden state and in the inputs.</summary>
/// <remarks>
/// <para>Parameters: the layers' packed cells (<see cref="LstmShape"/>) from the lowest up, then the head's rows
/// <c>[2 · Targets][inputs rounded up to 16][Hp]</c>, means before log scales, then its biases <c>[2 · Targets rounded up to 16]</c>.</para>
/// <para>A stream's row is <c>[x: Inputs][h: Layers · Hp][c: Layers · Hp]</c>, both from the lowest layer up. What a layer reads, its inputs and
/// its own h, is then one run of the row, so that one loop covers both: x and h of the first layer, two neighbouring h of each layer above.
/// The units between H and Hp are inputs too: they hold 0, and so do their weights, whose gradient is 0.</para>
/// </remarks>
/// <param name="Inputs">Inputs I, 1 to 192; input f is the linear predictor's forecast of target f.</param>
/// <param name="HiddenUnits">Hidden units H of each layer, 8 to 256 in steps of 8.</param>
/// <param name="Targets">Targets F, 1 to 64 and no more than inputs.</param>
/// <param name="Layers">Layers L, 1 to 4.</param>
public readonly record struct NetworkShape(int Inputs, int HiddenUnits, int Targets, int Layers = 1)
{
    /// <summary>The most inputs a network may have.</summary>
    public const int MaxInputs = 192;

    /// <summary>The most targets a network may have.</summary>
    public const int MaxTargets = 64;

    /// <summary>The most layers a network may have.</summary>
    public const int MaxLayers = 4;

    /// <summary>The first layer's cell.</summary>
    public LstmShape Cell => new(Inputs, HiddenUnits);

    /// <summary>Hp, the hidden units rounded up to a multiple of 16.</summary>
    public int PaddedHiddenUnits => Cell.PaddedHiddenUnits;

    /// <summary>Floats of the hidden states of all layers, and of their cell states: L Hp.</summary>
    public int HiddenLength => Layers * PaddedHiddenUnits;

    /// <summary>Floats of a stream's memory, h and c: 2 L Hp. All zero is a stream's beginning.</summary>
    public int StateLength => 2 * HiddenLength;

    /// <summary>Floats of a stream's row, x, h and c.</summary>
    public int RowLength => Inputs + StateLength;

    /// <summary>2 F, the outputs of a step: means, then log scales.</summary>
    public int OutputLength => 2 * Targets;

    /// <summary>Floats of all parameters, a multiple of 16.</summary>
    public int ParameterCount => HeadStart + ForecastHead.WeightCount(this);

    /// <summary>Where the head's weights begin among the parameters, behind those of all layers.</summary>
    internal int HeadStart => LstmLayer.WeightCountBelow(this, Layers);

    /// <summary>The place of the head.</summary>
    internal ForecastHead Head => new(this);

    /// <summary>The place of a layer, 0 the lowest.</summary>
    internal LstmLayer Layer(int layer) => new(this, layer);

    /// <summary>Refuses sizes outside their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    public void Validate()
    {
        if (Inputs is < 1 or > MaxInputs)
        {
            throw new ArgumentOutOfRangeException(nameof(Inputs), Inputs, $"Inputs of the network are 1 to {MaxInputs}.");
        }

        Cell.Validate();
        if (Targets is < 1 or > MaxTargets || Targets > Inputs)
        {
            throw new ArgumentOutOfRangeException(nameof(Targets), Targets, $"Targets are 1 to {MaxTargets} and no more than the {Inputs} inputs.");
        }

        if (Layers is < 1 or > MaxLayers)
        {
            throw new ArgumentOutOfRangeException(nameof(Layers), Layers, $"Layers are 1 to {MaxLayers}.");
        }
    }
}
