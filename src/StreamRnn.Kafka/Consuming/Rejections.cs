using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Parsing;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>The way of a rejected record: counted, logged within bounds, sent to the dead letters. One for each thread that takes records in; what it writes to is safe for all of them.</summary>
internal sealed class Rejections(string topic, Delivery delivery, LaneCounts counts, ILogger logger, LogBound logBound)
{
    /// <summary>Rejects a record. <paramref name="detail"/> names the feature that it is rejected for, if it is one.</summary>
    public void Reject(in InputRecord record, RejectReason reason, string? detail)
    {
        counts.CountRejected(reason);
        if (logBound.IsDue(reason.Name(), out NotLogged notLogged))
        {
            logger.Rejected(topic, record.Partition, record.Offset, reason.Name(), notLogged);
        }

        delivery.AddDeadLetter(record, reason, detail);
    }
}
