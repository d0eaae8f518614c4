using Confluent.Kafka;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// Brings records from the client to their handler: in native batches where the client's handle is known, else one by one.
/// The consumer's own Consume serves rebalances and callbacks either way. Belongs to the consumer's thread.
/// </summary>
internal sealed class RecordIntake(
    IConsumer<BorrowedBytes, BorrowedBytes> consumer,
    NativeMessages? messages,
    RecordHandler handler,
    BatchHandler batches,
    Func<bool> isDeliveryWaiting,
    Action<Error> report,
    TimeProvider timeProvider)
{
    /// <summary>How long one look into the client waits where records come one by one: bounds how late a stop, an acknowledgement or a due commit is noticed.</summary>
    private static readonly TimeSpan idleWait = TimeSpan.FromMilliseconds(20);

    /// <summary>How often the group's events are served between batches, and the longest wait for a batch.</summary>
    private static readonly TimeSpan serveInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>Records taken one by one between two looks at acknowledgements and clock, while records keep coming.</summary>
    private const int RecordsPerLook = 64;

    private long lastServed;

    /// <summary>Takes in what is there, bounded; waits a moment where that is nothing.</summary>
    public void Take()
    {
        if (messages is null)
        {
            TakeOneByOne();
            return;
        }

        messages.Read(serveInterval);
        try
        {
            batches.Handle(messages);
            ReportErrors(messages);
        }
        finally
        {
            messages.Release();
        }

        if (timeProvider.GetElapsedTime(lastServed) >= serveInterval)
        {
            lastServed = timeProvider.GetTimestamp();
            TakeOne(TimeSpan.Zero);
        }
    }

    private void ReportErrors(NativeMessages read)
    {
        for (int i = 0; i < read.Count; i++)
        {
            if (read[i].Error != 0)
            {
                report(new Error((ErrorCode)read[i].Error, System.Text.Encoding.UTF8.GetString(read[i].Value)));
            }
        }
    }

    private void TakeOneByOne()
    {
        for (int taken = 0; taken < RecordsPerLook && TakeOne(idleWait) && !isDeliveryWaiting(); taken++)
        {
        }
    }

    private bool TakeOne(TimeSpan wait)
    {
        ConsumeResult<BorrowedBytes, BorrowedBytes>? result = Consume(wait);
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

    private ConsumeResult<BorrowedBytes, BorrowedBytes>? Consume(TimeSpan wait)
    {
        try
        {
            return consumer.Consume(wait);
        }
        catch (ConsumeException failure) when (!failure.Error.IsFatal)
        {
            report(failure.Error);
            return null;
        }
        catch (KafkaException failure) when (failure.Error.IsFatal)
        {
            throw new KafkaFatalException($"The consumer can't go on: {failure.Error.Reason} ({failure.Error.Code}).", failure);
        }
    }
}
