namespace StreamRnn.Kafka;

/// <summary>The consumer can't go on: the client or the cluster said so for good. Nothing unacknowledged was committed, so a restart takes it up again.</summary>
public sealed class KafkaFatalException : Exception
{
    /// <summary>An error with what happened and what would help.</summary>
    public KafkaFatalException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
