using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Tests.Consuming;

[Collection(ConsumerCollection.Name)]
public sealed class DeadLetterTests : ConsumerTests
{
    public DeadLetterTests()
        : base(partitions: 1, messageMaxBytes: 4_000_000)
    {
    }

    [Fact]
    public async Task Run_BadInputOfEveryKind_IsDeadLetteredWithItsBytesWhileTheLaneGoesOn()
    {
        (byte[]? Key, byte[]? Value, RejectReason Reason)[] bad =
        [
            (null, U("""{"value":1}"""), RejectReason.NoKey),
            ([], U("""{"value":1}"""), RejectReason.NoKey),
            (new byte[2000], U("""{"value":1}"""), RejectReason.KeyTooLarge),
            (U("pump"), null, RejectReason.ValueEmpty),
            (U("pump"), [], RejectReason.ValueEmpty),
            (U("pump"), U("{\"value\":"), RejectReason.InvalidJson),
            (U("pump"), U("""{"value":NaN}"""), RejectReason.InvalidJson),
            (U("pump"), U("""{"time":"2026-01-31T12:00:00Z"}"""), RejectReason.ValueMissing),
            (U("pump"), U("""{"value":"high"}"""), RejectReason.ValueNotANumber),
            (U("pump"), U("""{"value":"Infinity"}"""), RejectReason.ValueNotANumber),
            (U("pump"), U("""{"value":1e308}"""), RejectReason.ValueOutOfRange),
            (U("pump"), U("""{"value":1,"time":"2199-01-01T00:00:00Z"}"""), RejectReason.TimeInFuture),
            (U("pump"), U("""{"value":1,"time":"1066-10-14T09:00:00Z"}"""), RejectReason.TimeOutOfRange),
            (U("pump"), U("""{"value":1,"time":"soon"}"""), RejectReason.TimeInvalid),
            (U("pump"), [.. "{\"value\":1,\"note\":\""u8, 0xFF, 0xFE, .. "\"}"u8], RejectReason.InvalidUtf8),
            ([0xFF], U("""{"value":1}"""), RejectReason.InvalidUtf8),
            (U("pump"), U("{\"value\":1}".PadRight(3000)), RejectReason.ValueTooLarge),
            (U("late"), U("""{"value":1}"""), RejectReason.Late),
            (U("twice"), U("""{"value":1}"""), RejectReason.Duplicate),
        ];
        foreach ((byte[]? key, byte[]? value, _) in bad)
        {
            Topics.Write("readings", 0, key, value, new Headers { { "trace", [1, 2, 3] } });
            Topics.Write("readings", 0, "good", """{"value":1}""");
        }

        Topics.Flush();
        var processors = new RecordingProcessors
        {
            Answer = static (seen, _) => seen.Key switch
            {
                "late" => EventOutcome.Late,
                "twice" => EventOutcome.Duplicate,
                _ => EventOutcome.WarmingUp,
            },
        };
        using var consumer = new RunningConsumer(
            BootstrapServers, processors, input: new InputOptions { MaxBytes = 2500 });

        List<ConsumeResult<byte[]?, byte[]?>> letters = Topics.Read("dead-letters", 1, bad.Length);
        await KafkaTopics.Until(() => consumer.Status.Records == 2 * bad.Length, "all handled", consumer);
        Assert.True(await consumer.StopAsync());

        Assert.Equal(bad.Length, processors.Events.Count(static e => e.Key == "good"));
        Assert.Equal(2 * bad.Length, Topics.Committed("readings", 0));
        for (int i = 0; i < bad.Length; i++)
        {
            Message<byte[]?, byte[]?> letter = letters[i].Message;
            Assert.Equal(bad[i].Reason.Name(), KafkaTopics.Header(letter, "reason"));
            Assert.Equal(bad[i].Key, letter.Key);
            Assert.Equal(bad[i].Value, letter.Value);
            Assert.Equal("readings", KafkaTopics.Header(letter, "origin-topic"));
            Assert.Equal("0", KafkaTopics.Header(letter, "origin-partition"));
            Assert.Equal((2 * i).ToString(CultureInfo.InvariantCulture), KafkaTopics.Header(letter, "origin-offset"));
            Assert.True(long.Parse(KafkaTopics.Header(letter, "origin-timestamp")!, CultureInfo.InvariantCulture) > 0);
            Assert.Equal("trace", letter.Headers[0].Key);
            Assert.Equal([1, 2, 3], letter.Headers[0].GetValueBytes());
            Assert.Null(KafkaTopics.Header(letter, "original-size"));
        }

        foreach (IGrouping<RejectReason, RejectReason> reason in bad.Select(static b => b.Reason).GroupBy(static r => r))
        {
            Assert.Equal(reason.Count(), consumer.Status.Rejected(reason.Key));
        }

        Assert.Equal(bad.Length, consumer.Status.DeadLettersWritten);
        Assert.Equal(0, consumer.Status.DeadLettersSuppressed);
    }

    [Fact]
    public async Task Run_ValueLargerThanTheProducerSends_IsCutAndHeadersSayBy()
    {
        byte[] large = new byte[3_000_000];
        Array.Fill(large, (byte)'x');
        large[0] = (byte)'y';
        Topics.Write("readings", 0, U("pump"), large);
        Topics.Flush();
        using var consumer = new RunningConsumer(BootstrapServers, new RecordingProcessors());

        Message<byte[]?, byte[]?> letter = Topics.Read("dead-letters", 1, 1)[0].Message;

        Assert.True(await consumer.StopAsync());
        Assert.Equal("value_too_large", KafkaTopics.Header(letter, "reason"));
        Assert.Equal("3000000", KafkaTopics.Header(letter, "original-size"));
        // Less than 4 KiB of the 1 MiB that the producer sends is given to key and headers.
        Assert.InRange(letter.Value!.Length, (1 << 20) - 4096, 1 << 20);
        Assert.Equal(large[..letter.Value.Length], letter.Value);
        Assert.Equal(U("pump"), letter.Key);
        Assert.Equal(1, consumer.Status.DeadLettersTruncated);
    }

    [Fact]
    public async Task Run_ClusterRefusesTheSize_DeadLetterIsCutUntilItIsTaken()
    {
        // Kafka's Produce request is API 0; each refused size halves the next.
        const short Produce = 0;
        byte[] value = Encoding.UTF8.GetBytes(new string('x', 100_000));
        Topics.Write("readings", 0, U("pump"), value);
        Topics.Flush();
        Broker.FailNext(Produce, (int)ErrorCode.MsgSizeTooLarge, (int)ErrorCode.MsgSizeTooLarge);
        using var consumer = new RunningConsumer(BootstrapServers, new RecordingProcessors());

        Message<byte[]?, byte[]?> letter = Topics.Read("dead-letters", 1, 1)[0].Message;

        Assert.True(await consumer.StopAsync());
        Assert.Equal("100000", KafkaTopics.Header(letter, "original-size"));
        Assert.InRange(letter.Value!.Length, 20_000, 25_000);
        Assert.Equal(2, consumer.Status.ProduceErrors);
        Assert.Equal(1, Topics.Committed("readings", 0));
    }

    [Fact]
    public async Task Run_MoreRejectsThanTheRateAllows_AreCountedAndNotWritten()
    {
        const int Bad = 5000;
        for (int i = 0; i < Bad; i++)
        {
            Topics.Write("readings", 0, "pump", "{");
        }

        Topics.Flush();
        using var consumer = new RunningConsumer(
            BootstrapServers, new RecordingProcessors(), deadLetters: new DeadLetterOptions { MaxRate = 10 });

        await KafkaTopics.Until(() => consumer.Status.Records == Bad, "all handled", consumer);
        Assert.True(await consumer.StopAsync());

        Assert.Equal(Bad, consumer.Status.Rejected(RejectReason.InvalidJson));
        Assert.Equal(Bad, consumer.Status.DeadLettersWritten + consumer.Status.DeadLettersSuppressed);
        // The burst of the first second at least, and the log has one line of them, not thousands.
        Assert.True(consumer.Status.DeadLettersWritten >= 10);
        Assert.True(consumer.Status.DeadLettersSuppressed > 0);
        Assert.Single(consumer.Log.Lines, static line => line.Contains("invalid_json", StringComparison.Ordinal));
    }

    private static byte[] U(string text) => Encoding.UTF8.GetBytes(text);
}
