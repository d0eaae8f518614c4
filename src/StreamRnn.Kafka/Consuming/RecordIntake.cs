using Confluent.Kafka;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Consuming;

/// <summary>Brings records one by one from the client to their handler, where the client's handle is not known and so there are no lane threads. Belongs to the group's thread.</summary>
internal sealed class RecordIntake(GroupPoll poll, RecordHandler handler, IntakeBound bound, Delivery delivery)
{
    /// <summary>How long one look into the client waits: bounds how late a stop, an acknowledgement or a due commit is noticed.</summary>
    private static readonly TimeSpan idleWait = TimeSpan.FromMilliseconds(20);

    /// <summary>Records taken between two looks at acknowledgements and clock, while records keep coming.</summary>
    private const int RecordsPerLook = 64;

    /// <summary>Pauses the partitions where too much waits for its acknowledgement.</summary>
    public IntakeBound Bound => bound;

    /// <summary>Takes in what is there, bounded; waits a moment where that is nothing.</summary>
    public void Take(IReadOnlyCollection<AssignedPartition> partitions)
    {
        int taken = 0;
        do
        {
            bound.Apply(partitions);
        }
        while (TakeOne() && ++taken < RecordsPerLook && !delivery.IsBusy);
    }

    private bool TakeOne()
    {
        ConsumeResult<BorrowedBytes, BorrowedBytes>? result = poll.Consume(idleWait);
        if (result is null)
        {
            return false;
        }

        handler.Handle(new InputRecord
        {
            Partition = result.Partition.Value,
            Offset = result.Offset.Value,
            Timestamp = result.Message.Timestamp.Type == TimestampType.NotAvailable
                ? SensorEventParser.NoTimestamp : result.Message.Timestamp.UnixTimestampMs,
            Key = result.Message.Key.Span,
            KeyIsNull = result.Message.Key.IsNull,
            Value = result.Message.Value.Span,
            ValueIsNull = result.Message.Value.IsNull,
            Headers = result.Message.Headers,
        });
        return true;
    }
}
