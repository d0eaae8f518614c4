using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// The way of a batch of records: each is parsed where the client holds it, and the events of a run of records of one
/// partition go to its processor at once. Results, dead letters and positions are those of one by one. Belongs to its lane's thread.
/// </summary>
internal sealed class BatchHandler(
    InputOptions input,
    SensorEventParser parser,
    Dictionary<int, AssignedPartition> partitions,
    PartitionRestarts restarts,
    Rejections rejections,
    LaneOutbox outbox,
    LaneCounts counts)
{
    /// <summary>Records handled at once.</summary>
    public const int Capacity = IPartitionProcessor.MaxBatch;

    /// <summary>Messages between the one that is parsed and the one whose text is fetched from memory, where another processor has written it.</summary>
    private const int PrefetchDistance = 8;

    private readonly ParsedReading reading = new(parser.Features);
    private readonly EventBatch events = new(Capacity, parser.Features);
    private readonly int[] eventRecords = new int[Capacity];
    private readonly EventOutcome[] outcomes = new EventOutcome[Capacity];
    private readonly RejectReason[] reasons = new RejectReason[Capacity];
    private readonly int[] rejectedFeatures = new int[Capacity];
    private long batchNumber;

    /// <summary>Takes the messages in, errors left aside.</summary>
    /// <returns>Whether there are errors among them.</returns>
    /// <exception cref="KafkaFatalException">There is a record of a partition that the thread doesn't have.</exception>
    public bool Handle(NativeMessages messages)
    {
        batchNumber++;
        bool hasErrors = false;
        for (int start = 0; start < messages.Count;)
        {
            int number = messages[start].Partition;
            start = partitions.TryGetValue(number, out AssignedPartition? partition)
                ? HandleRun(messages, start, partition, ref hasErrors)
                : PassOver(messages, start, ref hasErrors);
        }

        outbox.Conclude();
        restarts.Settle();
        return hasErrors;
    }

    /// <summary>Passes over an error of a partition that the thread doesn't have; returns the next index. A record of one would be lost if it were passed over: offsets behind it are committed.</summary>
    private int PassOver(NativeMessages messages, int index, ref bool hasErrors)
    {
        ref readonly NativeMessage message = ref messages[index];
        if (message.Error == 0)
        {
            throw new KafkaFatalException(
                $"The Kafka client handed out record {input.Topic}[{message.Partition}]@{message.Offset} on a lane thread that doesn't have its partition; a restart begins at the last commit.");
        }

        hasErrors = true;
        return index + 1;
    }

    /// <summary>
    /// Takes the messages of one partition in that follow on each other; returns the index of the first that is another's, of the
    /// first with which the partition begins anew, or of the first behind those that are only replayed.
    /// </summary>
    private int HandleRun(NativeMessages messages, int start, AssignedPartition partition, ref bool hasErrors)
    {
        events.Clear();
        long position = partition.Position;
        long first = -1;
        int records = 0;
        bool hasRejects = false;
        bool goesBack = false;
        bool isReplay = false;
        int end = start;
        for (; end < messages.Count; end++)
        {
            messages.PrefetchText(end + PrefetchDistance);
            ref readonly NativeMessage message = ref messages[end];
            if (message.Partition != partition.Number)
            {
                break;
            }

            reasons[end] = RejectReason.None;
            if (message.Error != 0)
            {
                hasErrors = true;
            }
            else if (message.Offset >= position)
            {
                bool isReplayed = message.Offset < partition.ReplayEnd;
                if (records > 0 && isReplayed != isReplay)
                {
                    // What is to be emitted begins with a run of its own.
                    break;
                }

                isReplay = isReplayed;
                first = records == 0 ? message.Offset : first;
                records++;
                position = message.Offset + 1;
                hasRejects |= !TryParse(messages, end);
            }
            else if (!MayComeTwice(message.Offset, partition))
            {
                goesBack = true;
                break;
            }
        }

        if (records > 0)
        {
            if (isReplay)
            {
                Replay(partition);
            }
            else
            {
                Process(messages, start, end, partition, hasRejects);
            }

            counts.CountRecords(isReplay ? 0 : records, isReplay ? records : 0);
            if (partition.LastBatch != batchNumber)
            {
                partition.LastBatch = batchNumber;
                partition.LastBatchStart = first;
            }

            partition.Position = position;
        }

        if (goesBack)
        {
            restarts.Restart(partition, messages[end].Offset);
        }

        return end;
    }

    /// <summary>
    /// Whether a record before the position was handled already. While its group finds new shares, the client pauses partitions on its
    /// own thread and goes on from the last batch that it knows to be taken: one that is being taken at that very moment it hands
    /// out twice, and nothing before it. An offset from before that batch is another log's.
    /// </summary>
    private static bool MayComeTwice(long offset, AssignedPartition partition) => offset >= partition.LastBatchStart;

    /// <summary>Brings the processor to where it was. What these records caused was emitted before, dead letters too.</summary>
    private void Replay(AssignedPartition partition)
    {
        if (events.Count > 0)
        {
            ((IRestorableProcessor)partition.Processor).Replay(events, outcomes.AsSpan(0, events.Count));
        }
    }

    private void Process(NativeMessages messages, int start, int end, AssignedPartition partition, bool hasRejects)
    {
        if (events.Count > 0)
        {
            partition.Processor.Process(events, outcomes.AsSpan(0, events.Count), outbox);
            hasRejects |= HasRejects(outcomes.AsSpan(0, events.Count));
        }

        if (hasRejects)
        {
            Reject(messages, start, end);
        }
    }

    /// <summary>Whether the message is an event, which then is the next of the batch; else its reason is noted.</summary>
    private bool TryParse(NativeMessages messages, int index)
    {
        ref readonly NativeMessage message = ref messages[index];
        long timestamp = messages.Timestamp(index, SensorEventParser.NoTimestamp);
        RejectReason reason = parser.Parse(message.Key, message.Value, timestamp, reading);
        if (reason != RejectReason.None)
        {
            reasons[index] = reason;
            rejectedFeatures[index] = reading.RejectedFeature;
            return false;
        }

        eventRecords[events.Count] = index;
        events.Add(new SensorEvent { Key = message.Key, Time = reading.Time, Values = reading.Values, Offset = message.Offset });
        return true;
    }

    private static bool HasRejects(ReadOnlySpan<EventOutcome> outcomes)
    {
        foreach (EventOutcome outcome in outcomes)
        {
            // One comparison for an event that was taken in, or had been before. One that was refused is no fault of its record.
            if (outcome is not (EventOutcome.Scored or EventOutcome.WarmingUp or EventOutcome.Replayed or EventOutcome.Refused))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sends what was rejected, by the parser or by the processor, to the dead letters, in offset order.</summary>
    private void Reject(NativeMessages messages, int start, int end)
    {
        for (int i = 0; i < events.Count; i++)
        {
            reasons[eventRecords[i]] = RejectReasonNames.From(outcomes[i]);
            rejectedFeatures[eventRecords[i]] = -1;
        }

        for (int i = start; i < end; i++)
        {
            if (reasons[i] != RejectReason.None)
            {
                Reject(messages, i);
            }
        }
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
