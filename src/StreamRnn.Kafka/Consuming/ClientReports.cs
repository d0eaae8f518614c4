using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>What the client library says of itself: errors it goes on from are counted and logged, one it can't go on from is kept for the group's thread. Called by that thread and by the client's own.</summary>
internal sealed class ClientReports(ConsumerStatus status, ILogger logger, LogBound logBound)
{
    private volatile Error? fatalError;

    public void Report(Error error)
    {
        status.CountClientError();
        if (error.IsFatal)
        {
            fatalError = error;
        }

        if (logBound.IsDue($"client {error.Code}", out NotLogged notLogged))
        {
            logger.ClientError(error.Reason, error.Code.ToString(), notLogged);
        }
    }

    /// <summary>Ends the consumer where the client can't go on.</summary>
    /// <exception cref="KafkaFatalException">It said so.</exception>
    public void ThrowIfFatal()
    {
        if (fatalError is { } fatal)
        {
            throw new KafkaFatalException($"The Kafka client can't go on: {fatal.Reason} ({fatal.Code}).");
        }
    }

    public void Log(LogMessage message)
    {
        // A property of the consumer is a remark to the producer and the other way round: both get the user's whole list. What breaks a
        // connection or takes the last broker away comes to Report as well, which bounds it.
        LogLevel level = message.Facility is "CONFWARN" or "FAIL" or "ERROR"
            ? LogLevel.Debug
            : (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging);
        logger.Client(level, message.Facility, message.Message);
    }
}
