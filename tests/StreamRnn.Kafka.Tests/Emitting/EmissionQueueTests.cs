using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Parsing;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Kafka.Tests.Consuming;

namespace StreamRnn.Kafka.Tests.Emitting;

public sealed class EmissionQueueTests : IDisposable
{
    private const int MaxRequestBytes = 1_000_000;

    private readonly ScriptedProducer producer = new();
    private readonly ConsumerStatus status = new();
    private readonly GivenTime time = new();
    private readonly EmissionQueue queue;

    public EmissionQueueTests() => queue = new EmissionQueue(
        producer, MaxRequestBytes, "dead-letters", new Reporting(status, NullLogger.Instance, new LogBound(time, TimeSpan.FromSeconds(30)), time));

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
    public void Serve_DeadLetterOfATopicThatTakesLittle_IsCutToThat()
    {
        queue.Emit(Letter(0, new string('x', 3_000)));

        AnswerAll(requestBytes: 400);

        Assert.Equal((1, 1, 0), (status.DeadLettersWritten, status.DeadLettersTruncated, status.DeadLettersSuppressed));
        Assert.InRange(Assert.Single(producer.Written).Value!.Length, 200, 400);
    }

    [Fact]
    public void Serve_LargeAlertAmongSmallOnes_GoesWholeToTheDeadLettersAndItsStreamGoesOn()
    {
        for (int i = 0; i < 50; i++)
        {
            queue.Emit(Alert($"pump-{i}", new string('x', i == 25 ? 30_000 : 500)));
        }

        queue.Emit(Alert("pump-25", "resolved"));
        AnswerAll(requestBytes: 20_000, deadLetterBytes: MaxRequestBytes);

        Assert.Equal((50, 1, 1, 0), (status.AlertsWritten, status.AlertsTooLarge, status.DeadLettersWritten, status.DeadLettersTruncated));
        Message<byte[]?, byte[]?> letter = Assert.Single(producer.Written, static message => message.Value!.Length == 30_000);
        Assert.Equal("pump-25", Encoding.UTF8.GetString(letter.Key!));
        Assert.Equal("alert_too_large", KafkaTopics.Header(letter, "reason"));
        Assert.Contains("resolved", Written("pump-25"));
    }

    [Fact]
    public void Serve_LargeAlertWithShorterForms_IsWrittenInTheLongestThatIsTaken()
    {
        queue.Emit(Alert("pump", new string('x', 30_000), new string('y', 15_000), new string('z', 8_000), "short"));
        queue.Emit(Alert("pump", "resolved"));

        AnswerAll(requestBytes: 10_000);

        Assert.Equal([new string('z', 8_000), "resolved"], Written("pump"));
        Assert.Equal((2, 1, 0), (status.AlertsWritten, status.AlertsShortened, status.AlertsTooLarge));
        Assert.Equal(0, queue.Outstanding);
    }

    [Fact]
    public void Serve_AlertBecomesADeadLetter_ItsBatchWaitsForThat()
    {
        var batch = new EmissionBatch();
        Emission alert = Alert("pump", new string('x', 30_000));
        batch.Add(alert);
        queue.Emit(alert);
        producer.Answer(ErrorCode.MsgSizeTooLarge);

        queue.Serve();

        Assert.Equal(1, status.AlertsTooLarge);
        Assert.False(batch.IsAcknowledged);
        producer.Answer();
        Assert.True(batch.IsAcknowledged);
    }

    [Fact]
    public void Emit_ClientRefusesTheSizeItself_JudgesThatRecordAtOnce()
    {
        queue.Emit(Alert("fan", "small"));
        producer.Refusal = ErrorCode.MsgSizeTooLarge;
        queue.Emit(Alert("pump", "large"));
        producer.Refusal = null;

        queue.Serve();

        Assert.Equal(1, status.AlertsTooLarge);
        Assert.Equal(["fan", "pump"], producer.Unanswered.Select(static message => Encoding.UTF8.GetString(message.Key!)));
    }

    [Fact]
    public void OldestAge_AlertThatWaitedForItsTurn_CountsFromWhenItWasSent()
    {
        queue.Emit(Alert("pump", "opened"));
        queue.Emit(Alert("pump", "updated"));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(20), queue.OldestAge);

        producer.Answer();
        Assert.Equal(TimeSpan.Zero, queue.OldestAge);

        // One that is refused and sent again counts from the first time.
        time.Advance(TimeSpan.FromSeconds(3));
        producer.Answer(ErrorCode.UnknownTopicOrPart);
        queue.Serve();
        time.Advance(EmissionQueue.RetryDelay);
        queue.Serve();
        Assert.Equal(TimeSpan.FromSeconds(3) + EmissionQueue.RetryDelay, queue.OldestAge);
        producer.Answer();
        Assert.Equal(TimeSpan.Zero, queue.OldestAge);
    }

    [Fact]
    public void MustPauseForStream_ManyAlertsOfOneStream_IsSoUntilHalfOfThemAreWritten()
    {
        for (int i = 0; i < 2 * StreamOrder.MaxFollowers; i++)
        {
            queue.Emit(Alert($"fan-{i % 4}", "opened"));
        }

        queue.Emit(Alert("pump", "opened"));
        for (int i = 1; i <= StreamOrder.MaxFollowers; i++)
        {
            Assert.False(queue.MustPauseForStream(isPaused: false));
            queue.Emit(Alert("pump", "updated"));
        }

        Assert.True(queue.MustPauseForStream(isPaused: false));
        Assert.False(queue.MustPause(isPaused: false));
        for (int i = 0; i <= StreamOrder.MaxFollowers / 2; i++)
        {
            Assert.True(queue.MustPauseForStream(isPaused: true));
            producer.Answer();
        }

        Assert.False(queue.MustPauseForStream(isPaused: true));
        AnswerAll();
        Assert.Equal(StreamOrder.MaxFollowers + 1, Written("pump").Length);
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

    private static Emission Alert(string stream, string value, params string[] shorter) => new("alerts", CloudEvent(stream, value, shorter));

    private static CloudEvent CloudEvent(string stream, string value, string[] shorter) => new()
    {
        Id = $"{stream}/0",
        Source = "/streamrnn/test",
        Type = "streamrnn.incident.opened",
        Subject = stream,
        Time = DateTimeOffset.UnixEpoch,
        DataSchema = "urn:streamrnn:alert:1",
        Data = Encoding.UTF8.GetBytes(value),
        Shorter = shorter.Length > 0 ? () => CloudEvent(stream, shorter[0], shorter[1..]) : null,
    };

    private static Emission Letter(int offset, string value)
    {
        var record = new InputRecord
        {
            Partition = 0, Offset = offset, Timestamp = 0, Key = "pump"u8, KeyIsNull = false, Value = Encoding.UTF8.GetBytes(value), ValueIsNull = false, Headers = null,
        };
        var letter = new DeadLetter("readings", record, RejectReason.InvalidJson, null, MaxRequestBytes);
        return new Emission("dead-letters", letter);
    }

    private string[] Written(string stream) =>
        [.. producer.Written.Where(message => Encoding.UTF8.GetString(message.Key!) == stream).Select(static message => Encoding.UTF8.GetString(message.Value!))];

    /// <summary>Lets the cluster answer and time go on until nothing is outstanding.</summary>
    private void AnswerAll(int requestBytes = int.MaxValue, int? deadLetterBytes = null)
    {
        for (int round = 0; queue.Outstanding > 0; round++)
        {
            // A hundred alone and the halvings before them; only a failure gets here.
            Assert.True(round < 1_000, $"{queue.Outstanding} are outstanding.");
            producer.AnswerWithin(topic => topic == "dead-letters" ? deadLetterBytes ?? requestBytes : requestBytes);
            queue.Serve();
            time.Advance(EmissionQueue.RetryDelay);
        }
    }
}
