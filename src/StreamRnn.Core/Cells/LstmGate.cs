namespace StreamRnn.Core.Cells;

/// <summary>The order of the LSTM's gates, in memory and everywhere else.</summary>
public enum LstmGate
{
    /// <summary>i: how much of the candidate enters the cell state.</summary>
    Input,

    /// <summary>f: how much of the cell state stays.</summary>
    Forget,

    /// <summary>g: what may enter, in (-1, 1).</summary>
    Candidate,

    /// <summary>o: how much of the cell state is shown.</summary>
    Output,
}
