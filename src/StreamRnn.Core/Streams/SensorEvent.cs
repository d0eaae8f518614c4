namespace StreamRnn.Core.Streams;

/// <summary>One reading of a stream at an event time. It views the reader's buffers and lives for one call.</summary>
public readonly ref struct SensorEvent
{
    /// <summary>The stream's name: the Kafka key, UTF-8, at least one byte.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Event time in Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>The readings, <c>[features]</c>, in the stream's own units; NaN marks a missing feature.</summary>
    public required ReadOnlySpan<double> Values { get; init; }

    /// <summary>Offset in the input partition, or the row of a file. Grows by at least 1 from event to event of a lane.</summary>
    public required long Offset { get; init; }
}
