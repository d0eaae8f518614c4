namespace StreamRnn.Worker.Demo;

/// <summary>One reading on its way through the demo.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Time">Event time, Unix milliseconds.</param>
/// <param name="Value">The reading, in the stream's own unit.</param>
internal readonly record struct DemoReading(string Stream, long Time, double Value);
