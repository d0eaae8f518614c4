using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Consuming;

namespace StreamRnn.Kafka.Emitting;

/// <summary>
/// What is on its way to the cluster: each emission is sent until it is acknowledged, and one that is refused for its size
/// is made smaller where it is a dead letter. Any thread may emit and ask how much is outstanding; the rest belongs to the group's
/// thread, and acknowledgements come from the client's. Disposing it drops what is not acknowledged, whose offsets were not committed.
/// </summary>
internal sealed class EmissionQueue(
    IProducer<byte[]?, byte[]?> producer, ConsumerStatus status, ILogger logger, LogBound logBound, TimeProvider timeProvider) : IDisposable
{
    /// <summary>How long an emission or a commit that was refused waits for its next try.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Beyond either of these the input is paused; what is at hand then, one batch a lane thread at most, is still handled.</summary>
    private const int MaximumOutstanding = 10_000;
    private const long MaximumOutstandingBytes = 32 << 20;

    private readonly ConcurrentQueue<(Emission Emission, Error Error)> refused = new();
    private readonly List<Emission> waiting = [];
    private int outstanding;
    private long outstandingBytes;
    private long? retryFrom;

    /// <summary>Emissions that wait for their acknowledgement.</summary>
    public int Outstanding => Volatile.Read(ref outstanding);

    /// <summary>Whether so much waits for its acknowledgement that no more should be taken in.</summary>
    public bool IsFull => Outstanding >= MaximumOutstanding || Volatile.Read(ref outstandingBytes) >= MaximumOutstandingBytes;

    /// <summary>Whether so much of it is acknowledged that a paused input may go on.</summary>
    private bool HasRoom => Outstanding < MaximumOutstanding / 2 && Volatile.Read(ref outstandingBytes) < MaximumOutstandingBytes / 2;

    /// <summary>Whether the input is to be paused, given whether it <paramref name="isPaused"/>.</summary>
    public bool MustPause(bool isPaused) => isPaused ? !HasRoom : IsFull;

    /// <summary>Whether something was refused and is to be sent again.</summary>
    public bool IsBusy => !refused.IsEmpty || waiting.Count > 0;

    /// <summary>Sends an alert or a dead letter that its batch counts already, again and again until it is acknowledged.</summary>
    public void Emit(Emission emission)
    {
        Interlocked.Increment(ref outstanding);
        Interlocked.Add(ref outstandingBytes, emission.Bytes);
        Send(emission);
    }

    /// <summary>Takes up what was refused, and sends again what has waited long enough.</summary>
    /// <exception cref="KafkaFatalException">An alert can't be written.</exception>
    public void Serve()
    {
        ServeRefused();
        SendAgain();
    }

    /// <summary>Waits until all of a batch is acknowledged, at most until <paramref name="deadline"/>; false where that did not do. What others emit meanwhile is not waited for.</summary>
    /// <exception cref="KafkaFatalException">An alert can't be written.</exception>
    public bool Flush(EmissionBatch batch, Deadline deadline)
    {
        TimeSpan slice = TimeSpan.FromMilliseconds(20);
        while (!batch.IsAcknowledged)
        {
            if (deadline.Remaining == TimeSpan.Zero)
            {
                return false;
            }

            producer.Flush(slice);
            Serve();
            if (waiting.Count > 0)
            {
                Thread.Sleep(slice);
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => producer.Dispose();

    private static bool IsSizeRefusal(Error error) => error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize;

    private void Send(Emission emission)
    {
        try
        {
            producer.Produce(emission.Topic, emission.Message, report => Reported(emission, report.Error));
        }
        catch (ProduceException<byte[]?, byte[]?> refusal)
        {
            Reported(emission, refusal.Error);
        }
    }

    /// <summary>Called by the client's thread, or by the one that emits where the client refuses at once.</summary>
    private void Reported(Emission emission, Error error)
    {
        if (error.IsError)
        {
            refused.Enqueue((emission, error));
            return;
        }

        if (emission.IsAlert)
        {
            status.CountAlertWritten();
        }
        else
        {
            status.CountDeadLetterWritten();
            if (emission.DeadLetter!.IsCut)
            {
                status.CountTruncated();
            }
        }

        Settle(emission);
    }

    private void Settle(Emission emission)
    {
        emission.Batch.Acknowledge();
        Interlocked.Add(ref outstandingBytes, -emission.Bytes);
        Interlocked.Decrement(ref outstanding);
    }

    private void ServeRefused()
    {
        while (refused.TryDequeue(out (Emission Emission, Error Error) refusal))
        {
            (Emission emission, Error error) = refusal;
            if (error.Code == ErrorCode.Local_QueueFull)
            {
                Wait(emission);
                continue;
            }

            status.CountProduceError();
            if (error.IsFatal)
            {
                throw new KafkaFatalException($"The producer can't go on: {error.Reason} ({error.Code}).");
            }

            if (IsSizeRefusal(error))
            {
                SendSmaller(emission, error);
                continue;
            }

            if (logBound.IsDue($"produce {emission.Topic} {error.Code}", out long heldBack))
            {
                logger.ProduceError(emission.Topic, error.Reason, error.Code.ToString(), heldBack);
            }

            Wait(emission);
        }
    }

    private void SendSmaller(Emission emission, Error error)
    {
        if (emission.DeadLetter is not { } deadLetter)
        {
            throw new KafkaFatalException(
                $"An alert of {emission.Message.Value?.Length ?? 0} bytes can't be written to {emission.Topic}: {error.Reason}. "
                + "Raise the topic's max.message.bytes or kafka.client.message.max.bytes.");
        }

        if (!deadLetter.Shrink())
        {
            logger.DeadLetterGivenUp(deadLetter.Origin);
            status.CountSuppressed();
            Settle(emission);
            return;
        }

        emission.Message = deadLetter.ToMessage();
        Send(emission);
    }

    private void Wait(Emission emission)
    {
        waiting.Add(emission);
        retryFrom ??= timeProvider.GetTimestamp();
    }

    private void SendAgain()
    {
        if (retryFrom is not { } from || timeProvider.GetElapsedTime(from) < RetryDelay)
        {
            return;
        }

        Emission[] again = [.. waiting];
        waiting.Clear();
        retryFrom = null;
        foreach (Emission emission in again)
        {
            Send(emission);
        }
    }
}
