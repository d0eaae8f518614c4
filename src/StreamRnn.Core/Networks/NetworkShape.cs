using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Networks;

/// <summary>The sizes of a forecast network: an LSTM and a head that is linear in the hidden state and in the inputs.</summary>
/// <remarks>
/// Parameters: the packed LSTM (<see cref="LstmShape"/>), then the head's rows <c>[2 · Targets][inputs rounded up to 16][Hp]</c>, means before
/// log scales, then its biases <c>[2 · Targets rounded up to 16]</c>. A stream's row is <c>[x: Inputs][h: Hp][c: Hp]</c>: x directly before h, so
/// that one loop covers both.
/// </remarks>
/// <param name="Inputs">Inputs I, 1 to 192; input f is the linear predictor's forecast of target f.</param>
/// <param name="HiddenUnits">Hidden units H, 8 to 256 in steps of 8.</param>
/// <param name="Targets">Targets F, 1 to 64 and no more than inputs.</param>
public readonly record struct NetworkShape(int Inputs, int HiddenUnits, int Targets)
{
    /// <summary>The most targets a network may have.</summary>
    public const int MaximumTargets = 64;

    /// <summary>The recurrent cell.</summary>
    public LstmShape Cell => new(Inputs, HiddenUnits);

    /// <summary>Hp, the hidden units rounded up to a multiple of 16.</summary>
    public int PaddedHiddenUnits => Cell.PaddedHiddenUnits;

    /// <summary>Floats of a stream's memory, h and c: 2 Hp. All zero is a stream's beginning.</summary>
    public int StateLength => 2 * PaddedHiddenUnits;

    /// <summary>Floats of a stream's row, x, h and c.</summary>
    public int RowLength => Inputs + StateLength;

    /// <summary>2 F, the outputs of a step: means, then log scales.</summary>
    public int OutputLength => 2 * Targets;

    /// <summary>Floats of all parameters, a multiple of 16.</summary>
    public int ParameterCount => HeadBiasStart + Packing.RoundUp(OutputLength);

    internal int HeadStart => Cell.WeightCount;

    internal int HeadRowLength => PaddedInputs + PaddedHiddenUnits;

    internal int HeadBiasStart => HeadStart + (OutputLength * HeadRowLength);

    internal int PaddedInputs => Packing.RoundUp(Inputs);

    /// <summary>Where the head's weight from input <paramref name="input"/> to an output stands.</summary>
    internal int HeadInputIndex(int output, int input) => HeadStart + (output * HeadRowLength) + input;

    /// <summary>Where the head's weight from a hidden unit to an output stands.</summary>
    internal int HeadHiddenIndex(int output, int unit) => HeadStart + (output * HeadRowLength) + PaddedInputs + unit;

    /// <summary>Refuses sizes outside their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    public void Validate()
    {
        Cell.Validate();
        if (Targets is < 1 or > MaximumTargets || Targets > Inputs)
        {
            throw new ArgumentOutOfRangeException(nameof(Targets), Targets, $"Targets are 1 to {MaximumTargets} and no more than the {Inputs} inputs.");
        }
    }
}
