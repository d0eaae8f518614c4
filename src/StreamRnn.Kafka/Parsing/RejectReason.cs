namespace StreamRnn.Kafka.Parsing;

/// <summary>Why a record was not taken in. The first that applies, in this order, is the one that counts.</summary>
public enum RejectReason
{
    /// <summary>Not rejected.</summary>
    None,

    /// <summary>The record has no key, or an empty one: it names no stream.</summary>
    NoKey,

    /// <summary>The key is longer than <c>input.max-key-bytes</c>.</summary>
    KeyTooLarge,

    /// <summary>The record has no value, or one of zero bytes.</summary>
    ValueEmpty,

    /// <summary>The value is longer than <c>input.max-bytes</c>.</summary>
    ValueTooLarge,

    /// <summary>The key or the value is not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>The value is not one JSON document (RFC 8259), or is nested more than 64 deep. <c>NaN</c> and <c>Infinity</c> are not JSON.</summary>
    InvalidJson,

    /// <summary>A feature is there but is no number: text, true, false, an object or an array.</summary>
    ValueNotANumber,

    /// <summary>A feature lies outside ±1e30.</summary>
    ValueOutOfRange,

    /// <summary>Every feature is absent or null.</summary>
    ValueMissing,

    /// <summary>The value has no time and the record no timestamp.</summary>
    TimeMissing,

    /// <summary>The time is neither ISO 8601 text nor a number.</summary>
    TimeInvalid,

    /// <summary>The time lies before 1980 or not before 2200.</summary>
    TimeOutOfRange,

    /// <summary>The time lies after the record's own timestamp by more than <c>input.future</c>.</summary>
    TimeInFuture,

    /// <summary>The event is older than its stream's newest by more than the lateness.</summary>
    Late,

    /// <summary>Same time and same values as the stream's event before it.</summary>
    Duplicate,

    /// <summary>The number of values is not the lane's number of features.</summary>
    WrongFeatureCount,
}
