using System.Text;
using Confluent.Kafka;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Tests.Emitting;

public sealed class DeadLetterSizeTests
{
    private const int Maximum = 1_000_000;

    [Fact]
    public void ToMessage_RecordThatFits_IsWhole()
    {
        Message<byte[]?, byte[]?> message = Make(10, 900_000, headerBytes: 50).ToMessage();

        Assert.Equal(10, message.Key!.Length);
        Assert.Equal(900_000, message.Value!.Length);
        Assert.Equal(["own", "reason", "detail", "origin-topic", "origin-partition", "origin-offset", "origin-timestamp"],
            message.Headers.Select(static header => header.Key));
    }

    [Theory]
    [InlineData(2_000_000, 100, 0)]
    [InlineData(10, 100, 2_000_000)]
    [InlineData(2_000_000, 2_000_000, 2_000_000)]
    public void ToMessage_KeyOrHeadersTooLarge_AreLeftOutAndNamed(int keyBytes, int valueBytes, int headerBytes)
    {
        Message<byte[]?, byte[]?> message = Make(keyBytes, valueBytes, headerBytes).ToMessage();

        Assert.Null(message.Key);
        Assert.Equal(Math.Min(valueBytes, Maximum - 2048), message.Value!.Length);
        Assert.Equal($"{keyBytes}", Text(message, "original-key-size"));
        Assert.Equal("1", Text(message, "original-headers"));
        Assert.Equal(valueBytes > Maximum ? $"{valueBytes}" : null, Text(message, "original-size"));
    }

    [Fact]
    public void Shrink_AgainAndAgain_EndsAndEachMessageIsSmaller()
    {
        DeadLetter letter = Make(10, 5_000_000, 0);
        int last = letter.ToMessage().Value!.Length;
        int rounds = 0;
        while (letter.Shrink())
        {
            int next = letter.ToMessage().Value!.Length;
            Assert.True(next < last);
            last = next;
            rounds++;
        }

        // From what 1,000,000 has room for by halves to 64 bytes at least, and then without any.
        Assert.Equal(14, rounds);
        Assert.Equal(0, last);
    }

    [Fact]
    public void ToMessage_Tombstone_StaysOne()
    {
        var record = new InputRecord
        {
            Partition = 0, Offset = 0, Timestamp = 0, Key = [], KeyIsNull = true, Value = [], ValueIsNull = true, Headers = null,
        };
        Message<byte[]?, byte[]?> message = new DeadLetter("readings", record, RejectReason.NoKey, null, Maximum).ToMessage();

        Assert.Null(message.Key);
        Assert.Null(message.Value);
    }

    private static string? Text(Message<byte[]?, byte[]?> message, string name) =>
        message.Headers.TryGetLastBytes(name, out byte[] bytes) ? Encoding.UTF8.GetString(bytes) : null;

    private static DeadLetter Make(int keyBytes, int valueBytes, int headerBytes)
    {
        var record = new InputRecord
        {
            Partition = 3,
            Offset = 7,
            Timestamp = 1769860800000,
            Key = new byte[keyBytes],
            KeyIsNull = false,
            Value = new byte[valueBytes],
            ValueIsNull = false,
            Headers = new Headers { { "own", new byte[headerBytes] } },
        };
        return new DeadLetter("readings", record, RejectReason.ValueTooLarge, "/value", Maximum);
    }
}
