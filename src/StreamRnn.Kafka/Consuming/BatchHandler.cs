using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// The way of a batch of records: each is parsed where the client holds it, and the events of a run of records of one
/// partition go to its processor at once. Results, dead letters and positions are those of one by one. Belongs to its lane's thread.
/// </summary>
internal sealed class BatchHandler(
    InputOptions input,
    SensorEventParser parser,
    Dictionary<int, AssignedPartition> partitions,
    Rejections rejections,
    LaneOutbox outbox,
    LaneCounts counts)
{
    /// <summary>Records handled at once.</summary>
    public const int Capacity = IPartitionProcessor.LongestBatch;

    private readonly ParsedReading reading = new(parser.Features);
    private readonly EventBatch events = new(Capacity, parser.Features);
    private readonly int[] eventRecords = new int[Capacity];
    private readonly EventOutcome[] outcomes = new EventOutcome[Capacity];
    private readonly RejectReason[] reasons = new RejectReason[Capacity];
    private readonly int[] rejectedFeatures = new int[Capacity];
    private long batchNumber;

    /// <summary>Takes the messages in, errors left aside. Those of a partition that was handed over meanwhile are its next owner's.</summary>
    public void Handle(NativeMessages messages)
    {
        batchNumber++;
        int start = 0;
        while (start < messages.Count)
        {
            int number = messages[start].Partition;
            int end = start + 1;
            while (end < messages.Count && messages[end].Partition == number)
            {
                end++;
            }

            if (partitions.TryGetValue(number, out AssignedPartition? partition))
            {
                HandleRun(messages, start, end, partition);
            }

            start = end;
        }

        outbox.Conclude();
    }

    private void HandleRun(NativeMessages messages, int start, int end, AssignedPartition partition)
    {
        events.Clear();
        long before = partition.Position;
        long position = before;
        int records = 0;
        for (int i = start; i < end; i++)
        {
            reasons[i] = RejectReason.None;
            if (messages[i].Error != 0 || HasBeenHandled(messages[i].Offset, before, partition))
            {
                continue;
            }

            records++;
            position = messages[i].Offset + 1;
            reasons[i] = Parse(messages, i);
            rejectedFeatures[i] = reading.RejectedFeature;
        }

        if (records == 0)
        {
            return;
        }

        counts.CountRecords(records);
        if (events.Count > 0)
        {
            partition.Processor.Process(events, outcomes.AsSpan(0, events.Count), outbox);
        }

        for (int i = 0; i < events.Count; i++)
        {
            reasons[eventRecords[i]] = RejectReasonNames.From(outcomes[i]);
        }

        for (int i = start; i < end; i++)
        {
            if (reasons[i] != RejectReason.None)
            {
                Reject(messages, i);
            }
        }

        if (partition.LastBatch != batchNumber)
        {
            partition.LastBatch = batchNumber;
            partition.LastBatchStart = before;
        }

        partition.Position = position;
    }

    /// <summary>
    /// Whether a record comes again. While its group finds new shares, the client pauses partitions on its own thread and goes on
    /// from the last batch that it knows to be taken: one that is being taken at that very moment it hands out twice. A record
    /// from before that batch is none of these: then the partition was begun anew, and so is read anew.
    /// </summary>
    private static bool HasBeenHandled(long offset, long position, AssignedPartition partition) =>
        offset < position && offset >= partition.LastBatchStart;

    private RejectReason Parse(NativeMessages messages, int index)
    {
        ref readonly NativeMessage message = ref messages[index];
        long timestamp = messages.Timestamp(index, SensorEventParser.NoTimestamp);
        RejectReason reason = parser.Parse(message.Key, message.Value, timestamp, reading);
        if (reason == RejectReason.None)
        {
            eventRecords[events.Count] = index;
            events.Add(new SensorEvent { Key = message.Key, Time = reading.Time, Values = reading.Values, Offset = message.Offset });
        }

        return reason;
    }

    private void Reject(NativeMessages messages, int index)
    {
        ref readonly NativeMessage message = ref messages[index];
        string? detail = rejectedFeatures[index] >= 0 ? input.Values[rejectedFeatures[index]] : null;
        var record = new InputRecord
        {
            Partition = message.Partition,
            Offset = message.Offset,
            Timestamp = messages.Timestamp(index, SensorEventParser.NoTimestamp),
            Key = message.Key,
            KeyIsNull = message.KeyIsNull,
            Value = message.Value,
            ValueIsNull = message.ValueIsNull,
            Headers = messages.Headers(index),
        };
        rejections.Reject(record, reasons[index], detail);
    }
}
