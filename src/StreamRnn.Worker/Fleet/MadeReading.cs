namespace StreamRnn.Worker.Fleet;

/// <summary>One reading of a made stream.</summary>
/// <param name="At">When it is read and sent, Unix milliseconds.</param>
/// <param name="Time">The time that it bears, which is another where the stream's clock is wrong.</param>
/// <param name="Value">In the stream's own unit.</param>
internal readonly record struct MadeReading(long At, long Time, double Value);
