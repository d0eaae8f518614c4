using Microsoft.Extensions.Logging;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Consuming;

/// <summary>One record's way, whatever brought it in: parse, process, and a dead letter where it is rejected. Belongs to the consumer's thread.</summary>
internal sealed class RecordHandler(
    InputOptions input,
    SensorEventParser parser,
    Dictionary<int, AssignedPartition> partitions,
    Delivery delivery,
    ConsumerStatus status,
    ILogger logger,
    LogBound logBound)
{
    private readonly ParsedReading reading = new(parser.Features);

    /// <summary>Takes the record in. One of a partition that was handed over meanwhile is its next owner's.</summary>
    public void Handle(in InputRecord record)
    {
        if (!partitions.TryGetValue(record.Partition, out AssignedPartition? partition))
        {
            return;
        }

        status.CountRecord();
        RejectReason reason = parser.Parse(record.Key, record.Value, record.Timestamp, reading);
        if (reason == RejectReason.None)
        {
            var sensorEvent = new SensorEvent
            {
                Key = record.Key,
                Time = reading.Time,
                Values = reading.Values,
                Offset = record.Offset,
            };
            reason = RejectReasonNames.From(partition.Processor.Process(sensorEvent, delivery));
        }

        if (reason != RejectReason.None)
        {
            Reject(record, reason, reading.RejectedFeature >= 0 ? input.Values[reading.RejectedFeature] : null);
        }

        partition.Position = record.Offset + 1;
    }

    /// <summary>Counts a record as rejected and sends it to the dead letters. <paramref name="detail"/> names the feature that it is rejected for, if it is one.</summary>
    public void Reject(in InputRecord record, RejectReason reason, string? detail)
    {
        status.CountRejected(reason);
        if (logBound.IsDue(reason.Name(), out long heldBack))
        {
            logger.Rejected(input.Topic, record.Partition, record.Offset, reason.Name(), heldBack);
        }

        delivery.AddDeadLetter(record, reason, detail);
    }
}
