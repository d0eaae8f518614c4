namespace StreamRnn.Benchmarks.Peers;

/// <summary>A network that is trained on the same B windows of T steps over and over, ours or a peer's.</summary>
internal interface ITrainEngine : IDisposable
{
    /// <summary>The name in the table.</summary>
    string Name { get; }

    /// <summary>The loss before the last step.</summary>
    float Loss { get; }

    /// <summary>Takes optimiser steps: forward, backward, clipping and Adam.</summary>
    /// <returns>Seconds of the thread, taken inside, around the loop.</returns>
    double Run(int steps);

    /// <summary>Copies h before step 16 of every window as the last forward pass had it, <c>[B, H]</c>.</summary>
    void ReadHiddenState(Span<float> hidden);

    /// <summary>Copies the LSTM's weights as they stand, <c>[4H, I + H]</c>, then the bias <c>[4H]</c>.</summary>
    void ReadWeights(Span<float> weights);
}
