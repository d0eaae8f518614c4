using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Consuming;

/// <summary>One record's way where records come one by one: parse, process, and a dead letter where it is rejected. Belongs to the group's thread.</summary>
internal sealed class RecordHandler(
    InputOptions input,
    SensorEventParser parser,
    Dictionary<int, AssignedPartition> partitions,
    Rejections rejections,
    LaneOutbox outbox,
    LaneCounts counts)
{
    private readonly ParsedReading reading = new(parser.Features);

    /// <summary>Takes the record in. One of a partition that was handed over meanwhile is its next owner's.</summary>
    public void Handle(in InputRecord record)
    {
        if (!partitions.TryGetValue(record.Partition, out AssignedPartition? partition))
        {
            return;
        }

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
            reason = RejectReasonNames.From(partition.Processor.Process(sensorEvent, outbox));
        }

        if (reason != RejectReason.None)
        {
            rejections.Reject(record, reason, reading.RejectedFeature >= 0 ? input.Values[reading.RejectedFeature] : null);
        }

        counts.CountRecords(1);
        partition.Position = record.Offset + 1;
        outbox.Conclude();
    }
}
