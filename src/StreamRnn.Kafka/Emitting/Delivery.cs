using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Emitting;

/// <summary>
/// At-least-once: what is emitted and what is committed, in one place. Alerts and dead letters go to an idempotent
/// producer as they come; the offsets they came from are committed when the cluster has acknowledged all of them. A
/// batch collects what is emitted between two commits, and while one batch is awaited the next fills, so that nobody
/// waits per alert. All members belong to the consumer's thread; only acknowledgements come from the client's.
/// </summary>
internal sealed class Delivery : IOutbox, IDisposable
{
    /// <summary>Beyond either of these the input is paused.</summary>
    private const int MaximumOutstanding = 10_000;
    private const long MaximumOutstandingBytes = 32 << 20;

    private static readonly TimeSpan retryDelay = TimeSpan.FromSeconds(1);

    private readonly IProducer<byte[]?, byte[]?> producer;
    private readonly OffsetCommitter committer;
    private readonly Dictionary<int, AssignedPartition> partitions;
    private readonly string inputTopic;
    private readonly string alertTopic;
    private readonly string deadLetterTopic;
    private readonly int maximumMessageBytes;
    private readonly TimeSpan commitInterval;
    private readonly RateBound deadLetterRate;
    private readonly ConsumerStatus status;
    private readonly ILogger logger;
    private readonly LogBound logBound;
    private readonly TimeProvider timeProvider;
    private readonly ConcurrentQueue<(Emission Emission, Error Error)> refused = new();
    private readonly List<Emission> waiting = [];
    private EmissionBatch open = new();
    private EmissionBatch? awaited;
    private int outstanding;
    private long outstandingBytes;
    private long lastCommit;
    private long? retryFrom;
    private bool commitFailed;

    public Delivery(
        IProducer<byte[]?, byte[]?> producer,
        Action<IReadOnlyList<TopicPartitionOffset>> commit,
        Dictionary<int, AssignedPartition> partitions,
        DeliverySettings settings,
        ConsumerStatus status,
        ILogger logger,
        LogBound logBound,
        TimeProvider timeProvider)
    {
        this.producer = producer;
        this.partitions = partitions;
        this.status = status;
        this.logger = logger;
        this.logBound = logBound;
        this.timeProvider = timeProvider;
        inputTopic = settings.InputTopic;
        alertTopic = settings.AlertTopic;
        deadLetterTopic = settings.DeadLetters.Topic;
        maximumMessageBytes = settings.MaximumMessageBytes;
        commitInterval = settings.CommitInterval;
        committer = new OffsetCommitter(inputTopic, commit);
        deadLetterRate = new RateBound(settings.DeadLetters.MaxRate, timeProvider);
        lastCommit = timeProvider.GetTimestamp();
    }

    /// <summary>Whether so much waits for its acknowledgement that no more should be taken in.</summary>
    public bool IsFull => Outstanding >= MaximumOutstanding || Volatile.Read(ref outstandingBytes) >= MaximumOutstandingBytes;

    /// <summary>Whether so much of it is acknowledged that a paused input may go on.</summary>
    public bool HasRoom => Outstanding < MaximumOutstanding / 2 && Volatile.Read(ref outstandingBytes) < MaximumOutstandingBytes / 2;

    /// <summary>Whether there is more to do than to look at the clock.</summary>
    public bool IsBusy => open.HasAlert || awaited is not null || committer.IsBusy || !refused.IsEmpty || waiting.Count > 0;

    /// <summary>Emissions that wait for their acknowledgement.</summary>
    public int Outstanding => Volatile.Read(ref outstanding);

    /// <inheritdoc/>
    public void Add(CloudEvent alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        Emit(new Emission(alertTopic, CloudEventMessage.From(alert), open, deadLetter: null));
    }

    /// <summary>Adds a rejected record, unless the rate is at its bound.</summary>
    public void AddDeadLetter(in InputRecord record, RejectReason reason, string? detail)
    {
        if (!deadLetterRate.TryTake())
        {
            status.CountSuppressed();
            return;
        }

        var deadLetter = new DeadLetter(inputTopic, record, reason, detail, maximumMessageBytes);
        Emit(new Emission(deadLetterTopic, deadLetter.ToMessage(), open, deadLetter));
    }

    /// <summary>Serves what has come back, and begins a commit where one is due. Never waits.</summary>
    /// <exception cref="KafkaFatalException">An alert can't be written, or a commit failed for good.</exception>
    public void Poll()
    {
        ServeRefused();
        SendAgain();
        EndCommit(TimeSpan.Zero);
        if (awaited is null && IsCommitDue())
        {
            awaited = CloseBatch();
        }

        if (awaited is { IsAcknowledged: true } && !committer.IsBusy)
        {
            BeginCommit(awaited);
            awaited = null;
        }

        status.Outstanding = Outstanding;
    }

    /// <summary>Waits until all is acknowledged and committed, at most <paramref name="timeout"/>. False where that did not do: then what is missing is not committed.</summary>
    /// <exception cref="KafkaFatalException">An alert can't be written, or a commit failed for good.</exception>
    public bool FlushAndCommit(TimeSpan timeout)
    {
        long start = timeProvider.GetTimestamp();
        TimeSpan Remaining() => timeout - timeProvider.GetElapsedTime(start) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

        while (Outstanding > 0)
        {
            if (Remaining() == TimeSpan.Zero)
            {
                return false;
            }

            TimeSpan slice = TimeSpan.FromMilliseconds(Math.Min(50, Remaining().TotalMilliseconds));
            producer.Flush(slice);
            ServeRefused();
            SendAgain();
            if (waiting.Count > 0)
            {
                Thread.Sleep(slice);
            }
        }

        // A commit under way is of older positions: it must not come after the one that follows.
        if (!EndCommit(Remaining()))
        {
            return false;
        }

        awaited = null;
        EmissionBatch last = CloseBatch();
        do
        {
            BeginCommit(last);
            if (!EndCommit(Remaining()))
            {
                return false;
            }

            if (!commitFailed)
            {
                return true;
            }

            // While the group finds its members' new shares, or its coordinator, commits are refused for a moment.
            Thread.Sleep(TimeSpan.FromMilliseconds(Math.Min(100, Remaining().TotalMilliseconds)));
        }
        while (Remaining() > TimeSpan.Zero);
        return false;
    }

    /// <summary>Ends the producer. What is not acknowledged is dropped; its offsets were not committed.</summary>
    public void Dispose() => producer.Dispose();

    private static bool IsSizeRefusal(Error error) => error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize;

    private void Emit(Emission emission)
    {
        emission.Batch.Add(emission.IsAlert);
        Interlocked.Increment(ref outstanding);
        Interlocked.Add(ref outstandingBytes, emission.Bytes);
        Send(emission);
    }

    private void Send(Emission emission)
    {
        try
        {
            producer.Produce(emission.Topic, emission.Message, report => Reported(emission, report.Error));
        }
        catch (ProduceException<byte[]?, byte[]?> refusal) when (refusal.Error.Code == ErrorCode.Local_QueueFull)
        {
            Wait(emission);
        }
        catch (ProduceException<byte[]?, byte[]?> refusal)
        {
            Reported(emission, refusal.Error);
        }
    }

    /// <summary>Called by the client's thread, or by ours where the client refuses at once.</summary>
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
        if (retryFrom is not { } from || timeProvider.GetElapsedTime(from) < retryDelay)
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

    private bool IsCommitDue()
    {
        TimeSpan since = timeProvider.GetElapsedTime(lastCommit);
        TimeSpan due = commitFailed ? retryDelay : open.HasAlert ? TimeSpan.Zero : commitInterval;
        return since >= due && partitions.Values.Any(static partition => partition.IsDirty);
    }

    private EmissionBatch CloseBatch()
    {
        EmissionBatch closed = open;
        closed.Close(partitions.Values);
        open = new EmissionBatch();
        return closed;
    }

    private void BeginCommit(EmissionBatch batch)
    {
        // A partition handed over since then is its next owner's to commit.
        (AssignedPartition Partition, long Position)[] held =
            [.. batch.Positions!.Where(entry => partitions.GetValueOrDefault(entry.Partition.Number) == entry.Partition)];
        lastCommit = timeProvider.GetTimestamp();
        commitFailed = false;
        if (held.Length > 0)
        {
            committer.Begin(held);
        }
    }

    /// <summary>False where a commit is still under way after <paramref name="timeout"/>.</summary>
    private bool EndCommit(TimeSpan timeout)
    {
        if (!committer.TryEnd(timeout, out KafkaException? failure, out bool succeeded))
        {
            return false;
        }

        if (succeeded)
        {
            status.CountCommit(timeProvider.GetUtcNow());
        }
        else if (failure is not null)
        {
            commitFailed = true;
            status.CountCommitError();
            if (failure.Error.IsFatal)
            {
                throw new KafkaFatalException($"Offsets can't be committed: {failure.Error.Reason} ({failure.Error.Code}).", failure);
            }

            if (logBound.IsDue($"commit {failure.Error.Code}", out long heldBack))
            {
                logger.CommitError(failure.Error.Reason, failure.Error.Code.ToString(), heldBack);
            }
        }

        return true;
    }
}
