using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Parsing;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Tests.Emitting;

public sealed class EmissionQueueTests : IDisposable
{
    private const int LargestRequest = 1_000_000;

    private readonly ScriptedProducer producer = new();
    private readonly ConsumerStatus status = new();
    private readonly GivenTime time = new();
    private readonly EmissionQueue queue;

    public EmissionQueueTests() => queue = new EmissionQueue(
        producer, LargestRequest, new Reporting(status, NullLogger.Instance, new LogBound(time, TimeSpan.FromSeconds(30)), time));

    [Fact]
    public void Serve_SmallAlertsRefusedTogetherForSize_AreAllWritten()
    {
        for (int i = 0; i < 100; i++)
        {
            queue.Emit(Alert($"pump-{i}", new string('x', 500)));
        }

        AnswerAll(requestBytes: 2_000);

        Assert.Equal(100, status.AlertsWritten);
        Assert.Equal(100, producer.Written.Select(static message => Encoding.UTF8.GetString(message.Key!)).Distinct().Count());
    }

    [Fact]
    public void Serve_SmallDeadLettersRefusedTogetherForSize_AreAllWrittenWhole()
    {
        for (int i = 0; i < 100; i++)
        {
            queue.Emit(Letter(i, new string('x', 500)));
        }

        AnswerAll(requestBytes: 2_000);

        Assert.Equal(100, status.DeadLettersWritten);
        Assert.Equal(0, status.DeadLettersTruncated);
        Assert.Equal(0, status.DeadLettersSuppressed);
        Assert.All(producer.Written, static message => Assert.Equal(500, message.Value!.Length));
    }

    [Fact]
    public void Serve_LargeDeadLetterAmongSmallOnes_IsTheOnlyOneThatIsCut()
    {
        for (int i = 0; i < 50; i++)
        {
            queue.Emit(Letter(i, new string('x', i == 25 ? 100_000 : 500)));
        }

        AnswerAll(requestBytes: 20_000);

        Assert.Equal(50, status.DeadLettersWritten);
        Assert.Equal(1, status.DeadLettersTruncated);
        Assert.Equal(49, producer.Written.Count(static message => message.Value!.Length == 500));
    }

    [Fact]
    public void Serve_LargeAlertAmongSmallOnes_EndsWithItsSizeAndWhatToRaise()
    {
        for (int i = 0; i < 50; i++)
        {
            queue.Emit(Alert($"pump-{i}", new string('x', i == 25 ? 30_000 : 500)));
        }

        var error = Assert.Throws<KafkaFatalException>(() => AnswerAll(requestBytes: 20_000));

        Assert.StartsWith("An alert of 30000 bytes can't be written to alerts: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Raise the topic's max.message.bytes or kafka.client.message.max.bytes.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_ClientRefusesTheSizeItself_JudgesThatRecordAtOnce()
    {
        queue.Emit(Alert("fan", "small"));
        producer.Refusal = ErrorCode.MsgSizeTooLarge;
        queue.Emit(Alert("pump", "large"));

        Assert.Throws<KafkaFatalException>(queue.Serve);
    }

    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed)]
    [InlineData(ErrorCode.UnknownTopicOrPart)]
    [InlineData(ErrorCode.MsgSizeTooLarge)]
    [InlineData(ErrorCode.RecordListTooLarge)]
    public void Emit_AlertRefusedByTheCluster_LaterOnesOfItsStreamComeAfterIt(ErrorCode refusal)
    {
        queue.Emit(Alert("pump", "opened"));
        queue.Emit(Alert("fan", "opened"));
        queue.Emit(Alert("pump", "updated"));
        producer.Answer(refusal);
        queue.Emit(Alert("pump", "resolved"));
        producer.Answer();
        AnswerAll();

        Assert.Equal(["opened", "updated", "resolved"], Written("pump"));
        Assert.Equal(["opened"], Written("fan"));
        Assert.Equal(0, queue.Outstanding);
    }

    [Fact]
    public void Emit_ClientsQueueFull_LaterAlertsOfTheStreamComeAfterTheRefusedOne()
    {
        producer.Refusal = ErrorCode.Local_QueueFull;
        queue.Emit(Alert("pump", "opened"));
        producer.Refusal = null;
        queue.Emit(Alert("pump", "updated"));
        queue.Emit(Alert("fan", "opened"));
        queue.Serve();
        producer.Answer();

        Assert.Empty(Written("pump"));
        Assert.Equal(["opened"], Written("fan"));
        AnswerAll();
        Assert.Equal(["opened", "updated"], Written("pump"));
    }

    [Fact]
    public void Emit_NothingRefused_SendsEachStreamsAlertAtOnceAndTheNextUponItsAcknowledgement()
    {
        for (int i = 0; i < 10; i++)
        {
            queue.Emit(Alert($"pump-{i}", "opened"));
            queue.Emit(Alert($"pump-{i}", "updated"));
            queue.Emit(Letter(i, "bad"));
        }

        Assert.Equal(20, producer.Unanswered.Count);
        producer.Answer();
        Assert.Equal(10, producer.Unanswered.Count);
        producer.Answer();
        Assert.Equal(0, queue.Outstanding);
    }

    public void Dispose() => queue.Dispose();

    private static Emission Alert(string stream, string value) =>
        new("alerts", new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes(stream), Value = Encoding.UTF8.GetBytes(value) }) { Stream = stream };

    private static Emission Letter(int offset, string value)
    {
        var record = new InputRecord
        {
            Partition = 0, Offset = offset, Timestamp = 0, Key = "pump"u8, KeyIsNull = false, Value = Encoding.UTF8.GetBytes(value), ValueIsNull = false, Headers = null,
        };
        var letter = new DeadLetter("readings", record, RejectReason.InvalidJson, null, LargestRequest);
        return new Emission("dead-letters", letter.ToMessage()) { DeadLetter = letter };
    }

    private string[] Written(string stream) =>
        [.. producer.Written.Where(message => Encoding.UTF8.GetString(message.Key!) == stream).Select(static message => Encoding.UTF8.GetString(message.Value!))];

    /// <summary>Lets the cluster answer and time go on until nothing is outstanding.</summary>
    private void AnswerAll(int requestBytes = int.MaxValue)
    {
        for (int round = 0; queue.Outstanding > 0; round++)
        {
            // A hundred alone and the halvings before them; only a failure gets here.
            Assert.True(round < 1_000, $"{queue.Outstanding} are outstanding.");
            producer.AnswerWithin(requestBytes);
            queue.Serve();
            time.Advance(EmissionQueue.RetryDelay);
        }
    }
}
