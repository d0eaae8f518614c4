namespace StreamRnn.Kafka.Parsing;

/// <summary>What stands in a record where a pointer leads.</summary>
internal enum FieldState : byte
{
    /// <summary>Nothing, or null.</summary>
    Absent,

    /// <summary>What is asked for.</summary>
    Read,

    /// <summary>A number beyond the range.</summary>
    OutOfRange,

    /// <summary>Something else.</summary>
    Invalid,
}
