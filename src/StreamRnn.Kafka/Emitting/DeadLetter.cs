using System.Globalization;
using Confluent.Kafka;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Emitting;

/// <summary>
/// A rejected record with its origin and the reason. It is written whole where the cluster takes it; else its value is cut,
/// and headers say what is missing: <c>original-size</c> is the value's size in bytes, and where key and headers
/// themselves are too large, <c>original-key-size</c> and <c>original-headers</c> stand for them.
/// </summary>
internal sealed class DeadLetter
{
    /// <summary>The least budget that is tried: our own headers alone take up to about 1 KiB.</summary>
    private const int SmallestBudget = 4096;

    /// <summary>What the record format and our own headers may take.</summary>
    private const int Overhead = 2048;

    private readonly byte[]? key;
    private readonly byte[]? value;
    private readonly Headers? headers;
    private readonly RejectReason reason;
    private readonly string? detail;
    private readonly string topic;
    private readonly int partition;
    private readonly long offset;
    private readonly long timestamp;
    private readonly long keyAndHeadersBytes;
    private int budget;

    public DeadLetter(string topic, in InputRecord record, RejectReason reason, string? detail, int maximumBytes)
    {
        key = record.KeyIsNull ? null : record.Key.ToArray();
        value = record.ValueIsNull ? null : record.Value.ToArray();
        headers = record.Headers;
        this.reason = reason;
        this.detail = detail;
        this.topic = topic;
        partition = record.Partition;
        offset = record.Offset;
        timestamp = record.Timestamp;
        keyAndHeadersBytes = Size(key) + (headers?.Sum(static header => 16L + (3L * header.Key.Length) + Size(header.GetValueBytes())) ?? 0);
        budget = Math.Max(maximumBytes, SmallestBudget);
    }

    public string Origin => string.Create(CultureInfo.InvariantCulture, $"{topic}[{partition}]@{offset}");

    /// <summary>What key, headers and value take, in bytes.</summary>
    public long Bytes => keyAndHeadersBytes + Size(value);

    /// <summary>Whether the record is not written whole.</summary>
    public bool IsCut => Bytes + Overhead > budget;

    /// <summary>After the cluster refused the size: makes the next message half as large. False where it can't be any smaller.</summary>
    public bool Shrink()
    {
        budget = (int)Math.Min(budget, Bytes + Overhead) / 2;
        return budget >= SmallestBudget;
    }

    public Message<byte[]?, byte[]?> ToMessage()
    {
        bool keepsKeyAndHeaders = keyAndHeadersBytes <= (budget - Overhead) / 2 || !IsCut;
        long room = budget - Overhead - (keepsKeyAndHeaders ? keyAndHeadersBytes : 0);
        bool keepsValue = Size(value) <= room;

        Headers written = [];
        if (keepsKeyAndHeaders)
        {
            foreach (IHeader header in headers ?? [])
            {
                written.Add(new Header(header.Key, header.GetValueBytes()));
            }
        }

        // Ours come last: where the record was a dead letter before, readers that ask for the last find these.
        Add(written, "reason", reason.Name());
        if (detail is not null)
        {
            Add(written, "detail", detail);
        }

        Add(written, "origin-topic", topic);
        Add(written, "origin-partition", partition);
        Add(written, "origin-offset", offset);
        Add(written, "origin-timestamp", timestamp);
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
            Value = keepsValue ? value : value.AsSpan(0, (int)room).ToArray(),
            Headers = written,
        };
    }

    private static long Size(byte[]? bytes) => bytes?.Length ?? 0;

    private static void Add(Headers headers, string name, string text) => headers.Add(CloudEventMessage.Text(name, text));

    private static void Add(Headers headers, string name, long number) => Add(headers, name, number.ToString(CultureInfo.InvariantCulture));
}
