using Confluent.Kafka;

namespace StreamRnn.Kafka.Tests.Emitting;

/// <summary>A producer whose cluster answers when a test lets it, by topic and in the order of sending.</summary>
internal sealed class ScriptedProducer : IProducer<byte[]?, byte[]?>
{
    private readonly List<Sent> unanswered = [];

    /// <summary>What was sent and is not answered yet.</summary>
    public IReadOnlyList<Message<byte[]?, byte[]?>> Unanswered => [.. unanswered.Select(static sent => sent.Message)];

    /// <summary>What was acknowledged, in that order.</summary>
    public List<Message<byte[]?, byte[]?>> Written { get; } = [];

    /// <summary>The client's own refusal of what it is given, or null.</summary>
    public ErrorCode? Refusal { get; set; }

    public bool IsDisposed { get; private set; }

    public Handle Handle => throw new NotSupportedException();

    public string Name => nameof(ScriptedProducer);

    public void Produce(string topic, Message<byte[]?, byte[]?> message, Action<DeliveryReport<byte[]?, byte[]?>>? deliveryHandler = null)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (Refusal is { } code)
        {
            throw new ProduceException<byte[]?, byte[]?>(new Error(code), new DeliveryResult<byte[]?, byte[]?>());
        }

        unanswered.Add(new Sent(topic, message, deliveryHandler!));
    }

    /// <summary>Acknowledges, or refuses with <paramref name="error"/>, all that is unanswered: one request each topic.</summary>
    public void Answer(ErrorCode error = ErrorCode.NoError) => Answer((_, _) => error);

    /// <summary>Answers as a cluster that takes requests of this many bytes of values to a topic, and refuses larger ones for their size.</summary>
    public void AnswerWithin(Func<string, int> requestBytes) => Answer((topic, request) =>
        request.Sum(static message => message.Value?.Length ?? 0) > requestBytes(topic) ? ErrorCode.MsgSizeTooLarge : ErrorCode.NoError);

    public int Flush(TimeSpan timeout)
    {
        Answer();
        return 0;
    }

    public void Dispose() => IsDisposed = true;

    public Task<DeliveryResult<byte[]?, byte[]?>> ProduceAsync(string topic, Message<byte[]?, byte[]?> message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<DeliveryResult<byte[]?, byte[]?>> ProduceAsync(TopicPartition topicPartition, Message<byte[]?, byte[]?> message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void Produce(TopicPartition topicPartition, Message<byte[]?, byte[]?> message, Action<DeliveryReport<byte[]?, byte[]?>>? deliveryHandler = null) => throw new NotSupportedException();

    public int Poll(TimeSpan timeout) => throw new NotSupportedException();

    public void Flush(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void InitTransactions(TimeSpan timeout) => throw new NotSupportedException();

    public void BeginTransaction() => throw new NotSupportedException();

    public void CommitTransaction(TimeSpan timeout) => throw new NotSupportedException();

    public void CommitTransaction() => throw new NotSupportedException();

    public void AbortTransaction(TimeSpan timeout) => throw new NotSupportedException();

    public void AbortTransaction() => throw new NotSupportedException();

    public void SendOffsetsToTransaction(IEnumerable<TopicPartitionOffset> offsets, IConsumerGroupMetadata groupMetadata, TimeSpan timeout) => throw new NotSupportedException();

    public int AddBrokers(string brokers) => throw new NotSupportedException();

    public void SetSaslCredentials(string username, string password) => throw new NotSupportedException();

    private void Answer(Func<string, IReadOnlyList<Message<byte[]?, byte[]?>>, ErrorCode> judge)
    {
        Sent[] all = [.. unanswered];
        unanswered.Clear();
        foreach (IGrouping<string, Sent> request in all.GroupBy(static sent => sent.Topic))
        {
            ErrorCode error = judge(request.Key, [.. request.Select(static sent => sent.Message)]);
            foreach (Sent sent in request)
            {
                if (error == ErrorCode.NoError)
                {
                    Written.Add(sent.Message);
                }

                sent.Report(new DeliveryReport<byte[]?, byte[]?> { Error = new Error(error), Message = sent.Message });
            }
        }
    }

    private sealed record Sent(string Topic, Message<byte[]?, byte[]?> Message, Action<DeliveryReport<byte[]?, byte[]?>> Report);
}
