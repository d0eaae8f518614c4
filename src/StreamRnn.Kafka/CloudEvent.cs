namespace StreamRnn.Kafka;

/// <summary>A CloudEvent 1.0 for Kafka's binary content mode: the attributes become headers, the data the value (CloudEvents Kafka protocol binding 1.0, section 3.2).</summary>
public sealed record CloudEvent
{
    /// <summary><c>ce_id</c>: the same after any replay.</summary>
    public required string Id { get; init; }

    /// <summary><c>ce_source</c>: a URI reference.</summary>
    public required string Source { get; init; }

    /// <summary><c>ce_type</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>ce_subject</c>, and the record's key: the stream. In the header, control characters are percent-encoded.</summary>
    public required string Subject { get; init; }

    /// <summary><c>ce_time</c>: event time.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary><c>ce_dataschema</c>: the schema of <see cref="Data"/>.</summary>
    public required string DataSchema { get; init; }

    /// <summary>The value: JSON, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Makes the same event with less detail, for a topic that refuses the size; null where there is none to leave out.</summary>
    public Func<CloudEvent>? Shorter { get; init; }
}
