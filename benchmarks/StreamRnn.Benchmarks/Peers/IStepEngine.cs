namespace StreamRnn.Benchmarks.Peers;

/// <summary>One LSTM layer that advances B streams side by side, ours or a peer's.</summary>
internal interface IStepEngine : IDisposable
{
    /// <summary>The name in the table.</summary>
    string Name { get; }

    /// <summary>Sets every stream's h and c to 0.</summary>
    void Reset();

    /// <summary>Takes steps over inputs <c>[period, B, I]</c>, again and again.</summary>
    /// <returns>Seconds of the thread, taken inside, around the loop.</returns>
    double Run(ReadOnlySpan<float> inputs, int period, int steps);

    /// <summary>Copies h, <c>[B, H]</c>.</summary>
    void ReadHiddenState(Span<float> hidden);
}
