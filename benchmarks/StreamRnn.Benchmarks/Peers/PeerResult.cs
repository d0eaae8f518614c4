namespace StreamRnn.Benchmarks.Peers;

/// <summary>A line of the table.</summary>
/// <param name="Task">What was done.</param>
/// <param name="HiddenUnits">H.</param>
/// <param name="Batch">Streams side by side; 0 for training.</param>
/// <param name="Nanoseconds">Ours, for the unit that the task names.</param>
/// <param name="ShareOfPeak">Our share of the processor's multiply-add peak, 0 to 1.</param>
/// <param name="Ratios">How many times our time each peer takes, by name.</param>
/// <param name="Differences">The largest difference between a peer's hidden states and ours, by name.</param>
internal sealed record PeerResult(
    string Task, int HiddenUnits, int Batch, double Nanoseconds, double ShareOfPeak, IReadOnlyDictionary<string, Distribution> Ratios, IReadOnlyDictionary<string, float> Differences);
