using System.Globalization;
using Confluent.Kafka;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Emitting;

/// <summary>
/// A rejected record, or an alert that is too large for its topic, with its origin and the reason. It is written whole where the cluster takes it;
/// else its value is cut, and headers say what is missing: <c>original-size</c> is the value's size in bytes, and where key and headers
/// themselves are too large, <c>original-key-size</c> and <c>original-headers</c> stand for them.
/// </summary>
internal sealed class DeadLetter
{
    /// <summary>The reason of an alert that is larger than its topic takes.</summary>
    public const string AlertTooLarge = "alert_too_large";

    /// <summary>What the record format and our own headers may take.</summary>
    private const int Overhead = 2048;

    /// <summary>A value cut shorter than this says nothing: it is left out.</summary>
    private const int MinRoom = 64;

    private readonly byte[]? key;
    private readonly byte[]? value;
    private readonly Headers? headers;
    private readonly Headers ours = [];
    private readonly long keyAndHeadersBytes;

    /// <summary>What key, headers and value of the record may take, in bytes.</summary>
    private long room;

    /// <summary>A rejected input record.</summary>
    public DeadLetter(string topic, in InputRecord record, RejectReason reason, string? detail, int maxBytes)
        : this(record.KeyIsNull ? null : record.Key.ToArray(), record.ValueIsNull ? null : record.Value.ToArray(), record.Headers, maxBytes)
    {
        Origin = string.Create(CultureInfo.InvariantCulture, $"{topic}[{record.Partition}]@{record.Offset}");
        Add(ours, "reason", reason.Name());
        if (detail is not null)
        {
            Add(ours, "detail", detail);
        }

        Add(ours, "origin-topic", topic);
        Add(ours, "origin-partition", record.Partition);
        Add(ours, "origin-offset", record.Offset);
        Add(ours, "origin-timestamp", record.Timestamp);
    }

    /// <summary>An alert that is larger than <paramref name="topic"/> takes; it was never a record there.</summary>
    public DeadLetter(string topic, CloudEvent alert, int maxBytes)
        : this(CloudEventMessage.From(alert), maxBytes)
    {
        Origin = $"alert {alert.Id} for {topic}";
        Add(ours, "reason", AlertTooLarge);
        Add(ours, "origin-topic", topic);
    }

    private DeadLetter(Message<byte[]?, byte[]?> message, int maxBytes)
        : this(message.Key, message.Value, message.Headers, maxBytes)
    {
    }

    private DeadLetter(byte[]? key, byte[]? value, Headers? headers, int maxBytes)
    {
        this.key = key;
        this.value = value;
        this.headers = headers;
        keyAndHeadersBytes = Size(key) + (headers?.Sum(static header => 16L + (3L * header.Key.Length) + Size(header.GetValueBytes())) ?? 0);
        room = Math.Max(maxBytes - Overhead, Overhead);
    }

    /// <summary>What it was made from, for people.</summary>
    public string Origin { get; } = "";

    /// <summary>What key, headers and value take, in bytes.</summary>
    public long Bytes => keyAndHeadersBytes + Size(value);

    /// <summary>Whether the record is not written whole.</summary>
    public bool IsCut => Bytes > room;

    /// <summary>After the cluster refused the size: leaves half as much of the record in the next message, in the end nothing but where it came from. False where it can't be any smaller.</summary>
    public bool Shrink()
    {
        if (room == 0)
        {
            return false;
        }

        room = Math.Min(room, Bytes) / 2;
        room = room < MinRoom ? 0 : room;
        return true;
    }

    public Message<byte[]?, byte[]?> ToMessage()
    {
        bool keepsKeyAndHeaders = keyAndHeadersBytes <= room / 2 || !IsCut;
        long valueRoom = room - (keepsKeyAndHeaders ? keyAndHeadersBytes : 0);
        bool keepsValue = Size(value) <= valueRoom;

        // Ours come last: where the record was a dead letter before, readers that ask for the last find these.
        Headers written = [];
        foreach (IHeader header in (keepsKeyAndHeaders ? headers ?? [] : []).Concat(ours))
        {
            written.Add(new Header(header.Key, header.GetValueBytes()));
        }

        if (!keepsValue)
        {
            Add(written, "original-size", Size(value));
        }

        if (!keepsKeyAndHeaders)
        {
            Add(written, "original-key-size", Size(key));
            Add(written, "original-headers", headers?.Count ?? 0);
        }

        return new Message<byte[]?, byte[]?>
        {
            Key = keepsKeyAndHeaders ? key : null,
            Value = keepsValue ? value : value.AsSpan(0, (int)valueRoom).ToArray(),
            Headers = written,
        };
    }

    private static long Size(byte[]? bytes) => bytes?.Length ?? 0;

    private static void Add(Headers headers, string name, string text) => headers.Add(CloudEventMessage.Text(name, text));

    private static void Add(Headers headers, string name, long number) => Add(headers, name, number.ToString(CultureInfo.InvariantCulture));
}
