using Confluent.Kafka;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Tests.Consuming;

namespace StreamRnn.Kafka.Tests.Native;

public sealed class NativeMessagesTests : IDisposable
{
    private readonly EmbeddedBroker broker = new();
    private readonly KafkaTopics topics;

    public NativeMessagesTests()
    {
        broker.CreateTopic("readings", 1);
        topics = new KafkaTopics(broker.BootstrapServers);
    }

    public void Dispose()
    {
        topics.Dispose();
        broker.Dispose();
    }

    /// <summary>What all of this rests on and Confluent.Kafka does not promise: a new version that hides it fails here, not in the field.</summary>
    [Fact]
    public void Of_ThisConfluentKafkasConsumer_FindsTheHandleOfItsClient()
    {
        using IConsumer<Ignore, Ignore> consumer = Consumer();

        Assert.False(ClientHandle.Of(consumer).IsInvalid);
    }

    [Fact]
    public void Of_ClientWhoseHandleIsHidden_ThrowsWithTheVersionsNeededAndFound()
    {
        var error = Assert.Throws<KafkaFatalException>(() => ClientHandle.Of(new HiddenClient()));

        Assert.Equal(
            "Records are read through the client inside Confluent.Kafka 2.15.1; the Confluent.Kafka 2.15.1 beside this program doesn't show it: "
            + "install the program with the files that it was published with.",
            error.Message);
    }

    [Fact]
    public void Read_MessagesOfEveryForm_ShowsWhatConfluentKafkaShows()
    {
        (byte[]? Key, byte[]? Value, Headers? Headers)[] written =
        [
            ("pümp"u8.ToArray(), """{"value":1}"""u8.ToArray(), null),
            (null, [], null),
            ([], null, new Headers { { "trace", [1, 2, 3] }, { "träce", [] }, { "trace", null } }),
        ];
        foreach ((byte[]? key, byte[]? value, Headers? headers) in written)
        {
            topics.Write("readings", 0, key, value, headers);
        }

        topics.Flush();
        List<ConsumeResult<byte[]?, byte[]?>> expected = topics.Read("readings", 1, written.Length);
        using IConsumer<Ignore, Ignore> consumer = Consumer();
        using NativeMessages messages = new(ClientHandle.Of(consumer), capacity: 2);
        using PartitionQueue queue = messages.QueueOf("readings", 0)!;
        queue.Forward();
        consumer.Assign(new TopicPartitionOffset("readings", 0, Offset.Beginning));

        int seen = 0;
        long deadline = Environment.TickCount64 + (long)KafkaTopics.Patience.TotalMilliseconds;
        while (seen < written.Length)
        {
            Assert.True(Environment.TickCount64 < deadline, $"{seen} messages of {written.Length}.");
            messages.Read(TimeSpan.FromMilliseconds(50));
            Assert.InRange(messages.Count, 0, 2);
            for (int i = 0; i < messages.Count; i++)
            {
                AssertSame(expected[seen++], messages, i);
            }

            messages.Release();
            Assert.Null(consumer.Consume(TimeSpan.Zero));
        }
    }

    private static void AssertSame(ConsumeResult<byte[]?, byte[]?> expected, NativeMessages messages, int index)
    {
        ref readonly NativeMessage message = ref messages[index];
        Assert.Equal(0, message.Error);
        Assert.Equal((expected.Partition.Value, expected.Offset.Value), (message.Partition, message.Offset));
        Assert.Equal(expected.Message.Timestamp.UnixTimestampMs, messages.Timestamp(index, missing: -1));
        Assert.Equal(expected.Message.Key, message.KeyIsNull ? null : message.Key.ToArray());
        Assert.Equal(expected.Message.Value, message.ValueIsNull ? null : message.Value.ToArray());
        Assert.Equal(
            expected.Message.Headers?.Select(static header => (header.Key, Convert.ToHexString(header.GetValueBytes() ?? []))) ?? [],
            messages.Headers(index)?.Select(static header => (header.Key, Convert.ToHexString(header.GetValueBytes() ?? []))) ?? []);
    }

    private IConsumer<Ignore, Ignore> Consumer() => new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
    {
        BootstrapServers = broker.BootstrapServers,
        GroupId = "native",
        EnableAutoCommit = false,
    }).SetLogHandler(static (_, _) => { }).Build();

    /// <summary>A client of a Confluent.Kafka that keeps its handle elsewhere.</summary>
    private sealed class HiddenClient : IClient
    {
        public Handle Handle { get; } = new();

        public string Name => "hidden";

        public int AddBrokers(string brokers) => 0;

        public void SetSaslCredentials(string username, string password)
        {
        }

        public void Dispose()
        {
        }
    }
}
