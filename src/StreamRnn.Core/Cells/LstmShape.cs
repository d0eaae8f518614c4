using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Cells;

/// <summary>The sizes of an LSTM cell and where its weights stand.</summary>
/// <remarks>
/// Weights are packed <c>[blocks][1 + Inputs + HiddenUnits][4 gates][16]</c>: for each block of 16 units the bias, then a row per input and per
/// hidden unit. They are folded: an ordinary weight times <see cref="Fold"/>, so that e^-z is 2 to the power of the packed sum.
/// </remarks>
/// <param name="Inputs">Inputs I, 1 to 256.</param>
/// <param name="HiddenUnits">Hidden units H, 8 to 256 in steps of 8.</param>
public readonly record struct LstmShape(int Inputs, int HiddenUnits)
{
    /// <summary>The most inputs a cell may have: all hidden units of a layer below.</summary>
    public const int MaxInputs = MaxHiddenUnits;

    /// <summary>The most hidden units a cell may have.</summary>
    public const int MaxHiddenUnits = 256;

    /// <summary>Hp, the hidden units rounded up to whole blocks of 16. Those beyond H are padding: their weights and states stay 0.</summary>
    public int PaddedHiddenUnits => Packing.RoundUp(HiddenUnits);

    /// <summary>Blocks of 16 units.</summary>
    public int Blocks => PaddedHiddenUnits / Packing.BlockWidth;

    /// <summary>K, the rows of weights beside the bias.</summary>
    public int WeightRows => Inputs + HiddenUnits;

    /// <summary>Floats of packed weights in a block.</summary>
    public int BlockLength => (1 + WeightRows) * Packing.RowLength;

    /// <summary>Floats of packed weights, a multiple of 16.</summary>
    public int WeightCount => Blocks * BlockLength;

    /// <summary>What the packed weights of a gate are multiples of: -log2(e), and -2 log2(e) for the candidate, as tanh(z) is made of e^-2z.</summary>
    public static float Fold(LstmGate gate) => gate == LstmGate.Candidate ? -2 * Exponential.BinaryLogarithmOfE : -Exponential.BinaryLogarithmOfE;

    /// <summary>Where the weight of a gate of <paramref name="unit"/> for <paramref name="row"/> stands; row 0 is the bias, then the inputs, then the hidden units.</summary>
    public int WeightIndex(int unit, LstmGate gate, int row) =>
        (unit / Packing.BlockWidth * BlockLength) + (row * Packing.RowLength) + ((int)gate * Packing.BlockWidth) + (unit % Packing.BlockWidth);

    /// <summary>Refuses sizes outside their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    public void Validate()
    {
        if (Inputs is < 1 or > MaxInputs)
        {
            throw new ArgumentOutOfRangeException(nameof(Inputs), Inputs, $"Inputs of the cell are 1 to {MaxInputs}.");
        }

        if (HiddenUnits is < 8 or > MaxHiddenUnits || HiddenUnits % 8 != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(HiddenUnits), HiddenUnits, $"Hidden units are 8 to {MaxHiddenUnits} in steps of 8.");
        }
    }
}
