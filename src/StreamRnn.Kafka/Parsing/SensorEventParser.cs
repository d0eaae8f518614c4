using System.Text.Json;
using System.Text.Unicode;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Parsing;

/// <summary>
/// Reads records into sensor events: the key is the stream, the value a JSON document with the features and the time
/// where the configured pointers lead. A pure function of the record and the options: no clock, no culture, no state
/// from record to record. Nothing is allocated for a record that is accepted, unless
/// its member names or its time are written with escapes. One instance may serve many threads.
/// </summary>
/// <remarks>
/// As RFC 8259 leaves open, a member that occurs twice counts as its last occurrence, as System.Text.Json has it. An absent
/// or null feature is NaN (masked) as long as another feature is there.
/// </remarks>
public sealed class SensorEventParser
{
    /// <summary>The timestamp of a record that has none.</summary>
    public const long NoTimestamp = -1;

    private readonly PointerTree root;
    private readonly int maximumValueBytes;
    private readonly int maximumKeyBytes;
    private readonly long futureMilliseconds;

    /// <summary>Makes a parser for the configured shape.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names key and value.</exception>
    public SensorEventParser(InputOptions options)
        : this(options, scans: true)
    {
    }

    /// <summary>As the public one; where <paramref name="scans"/> is false every value goes to the document reader, which tests and benchmarks hold the scanner against.</summary>
    internal SensorEventParser(InputOptions options, bool scans)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(options));
        }

        root = PointerTree.Build(options.Time, options.Values);
        Scanner = scans ? ReadingScanner.Build(root) : null;
        Features = options.Values.Count;
        maximumValueBytes = options.MaxBytes;
        maximumKeyBytes = options.MaxKeyBytes;
        futureMilliseconds = (long)options.Future.TotalMilliseconds;
    }

    /// <summary>Features per event.</summary>
    public int Features { get; }

    /// <summary>The scanner that every value is tried on first, or null.</summary>
    internal ReadingScanner? Scanner { get; }

    /// <summary>
    /// Reads one record. <paramref name="timestamp"/> is the record's own, Unix milliseconds, or <see cref="NoTimestamp"/>;
    /// <paramref name="reading"/> has room for <see cref="Features"/>.
    /// </summary>
    /// <returns><see cref="RejectReason.None"/> where <paramref name="reading"/> holds an event.</returns>
    public RejectReason Parse(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestamp, ParsedReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        reading.Clear();
        RejectReason reason = CheckSizes(key, value);
        if (reason != RejectReason.None)
        {
            return reason;
        }

        if (!Utf8.IsValid(key))
        {
            return RejectReason.InvalidUtf8;
        }

        if (Scanner is null || !Scanner.TryScan(value, reading))
        {
            reading.Clear();
            reason = ReadDocument(value, reading);
            if (reason != RejectReason.None)
            {
                return reason;
            }
        }

        reason = CheckValues(reading);
        return reason != RejectReason.None ? reason : CheckTime(timestamp, reading);
    }

    /// <summary>Reads any value, right or wrong: what it says is what counts, and the scanner only says the same sooner.</summary>
    private RejectReason ReadDocument(ReadOnlySpan<byte> value, ParsedReading reading)
    {
        if (!Utf8.IsValid(value))
        {
            return RejectReason.InvalidUtf8;
        }

        try
        {
            var reader = new Utf8JsonReader(value);
            reader.Read();
            ReadNode(ref reader, root, reading);

            // Throws where anything but white space follows.
            reader.Read();
        }
        catch (JsonException)
        {
            return RejectReason.InvalidJson;
        }

        return RejectReason.None;
    }

    private static void ReadNode(ref Utf8JsonReader reader, PointerTree node, ParsedReading reading)
    {
        if (!node.IsInner)
        {
            ReadLeaf(ref reader, node.Leaf, reading);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                PointerTree? child = node.Member(ref reader);
                reader.Read();
                ReadChild(ref reader, child, reading);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
            {
                ReadChild(ref reader, node.Element(index), reading);
            }
        }
    }

    private static void ReadChild(ref Utf8JsonReader reader, PointerTree? child, ParsedReading reading)
    {
        if (child is null)
        {
            reader.Skip();
            return;
        }

        child.Forget(reading);
        ReadNode(ref reader, child, reading);
    }

    private static void ReadLeaf(ref Utf8JsonReader reader, int leaf, ParsedReading reading)
    {
        if (leaf == PointerTree.TimeLeaf)
        {
            reading.TimeState = EventTime.Read(ref reader, out long time);
            reading.Time = time;
        }
        else if (reader.TokenType == JsonTokenType.Number)
        {
            bool read = reader.TryGetDouble(out double number) && Math.Abs(number) <= LaneOptions.MaxMagnitude;
            reading.WritableValues[leaf] = read ? number : double.NaN;
            reading.ValueStates[leaf] = read ? FieldState.Read : FieldState.OutOfRange;
        }
        else
        {
            reading.ValueStates[leaf] = reader.TokenType == JsonTokenType.Null ? FieldState.Absent : FieldState.Invalid;
        }

        reader.Skip();
    }

    private static RejectReason CheckValues(ParsedReading reading)
    {
        RejectReason reason = RejectReason.ValueMissing;
        for (int feature = 0; feature < reading.ValueStates.Length; feature++)
        {
            switch (reading.ValueStates[feature])
            {
                case FieldState.Invalid:
                    reading.RejectedFeature = feature;
                    return RejectReason.ValueNotANumber;
                case FieldState.OutOfRange:
                    reading.RejectedFeature = feature;
                    return RejectReason.ValueOutOfRange;
                case FieldState.Read:
                    reason = RejectReason.None;
                    break;
            }
        }

        return reason;
    }

    private RejectReason CheckSizes(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        key.IsEmpty ? RejectReason.NoKey
        : key.Length > maximumKeyBytes ? RejectReason.KeyTooLarge
        : value.IsEmpty ? RejectReason.ValueEmpty
        : value.Length > maximumValueBytes ? RejectReason.ValueTooLarge
        : RejectReason.None;

    private RejectReason CheckTime(long timestamp, ParsedReading reading)
    {
        switch (reading.TimeState)
        {
            case FieldState.Invalid:
                return RejectReason.TimeInvalid;
            case FieldState.OutOfRange:
                return RejectReason.TimeOutOfRange;
            case FieldState.Absent when timestamp == NoTimestamp:
                return RejectReason.TimeMissing;
            case FieldState.Absent:
                reading.Time = timestamp;
                break;
        }

        if (!EventTime.IsInRange(reading.Time))
        {
            return RejectReason.TimeOutOfRange;
        }

        // Subtracted from the time, which is in range: a record's timestamp may be anything.
        return timestamp != NoTimestamp && timestamp < reading.Time - futureMilliseconds
            ? RejectReason.TimeInFuture
            : RejectReason.None;
    }
}
