using Confluent.Kafka;

namespace StreamRnn.Kafka.Emitting;

/// <summary>One record of the input topic as the client holds it. It views the client's buffers and lives for one call.</summary>
internal readonly ref struct InputRecord
{
    /// <summary>The input partition.</summary>
    public required int Partition { get; init; }

    /// <summary>The offset in it.</summary>
    public required long Offset { get; init; }

    /// <summary>The record's own timestamp, Unix milliseconds, or -1.</summary>
    public required long Timestamp { get; init; }

    /// <summary>The key's bytes; empty also where there is none.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Whether the record has no key at all.</summary>
    public required bool KeyIsNull { get; init; }

    /// <summary>The value's bytes; empty also where there is none.</summary>
    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Whether the record has no value at all (a tombstone).</summary>
    public required bool ValueIsNull { get; init; }

    /// <summary>The record's headers, or null where it has none.</summary>
    public required Headers? Headers { get; init; }
}
