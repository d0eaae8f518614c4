using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Emitting;

/// <summary>
/// At-least-once: what is emitted and what is committed, in one place. Alerts and dead letters go to an idempotent
/// producer as they come; the offsets they came from are committed when the cluster has acknowledged all of them. A
/// batch collects what is emitted between two commits, and while one batch is awaited the next fills, so that nobody
/// waits per alert. Any thread may emit; all else belongs to the group's thread.
/// </summary>
/// <remarks>
/// A lane thread emits first and moves its partition's position on after that. Emitting to the open batch and closing it with the
/// positions exclude each other, so whatever a position covers was emitted in the batch that is closed with it, or in one before.
/// </remarks>
internal sealed class Delivery
{
    private readonly EmissionQueue emissions;
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
    private readonly Lock gate = new();
    private EmissionBatch open = new();
    private EmissionBatch? awaited;
    private long lastCommit;
    private bool commitFailed;
    private bool isCommitWanted;

    public Delivery(
        EmissionQueue emissions,
        Action<IReadOnlyList<TopicPartitionOffset>> commit,
        Dictionary<int, AssignedPartition> partitions,
        DeliverySettings settings,
        ConsumerStatus status,
        ILogger logger,
        LogBound logBound,
        TimeProvider timeProvider)
    {
        this.emissions = emissions;
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

    /// <summary>Whether there is more to do than to look at the clock.</summary>
    public bool IsBusy => Volatile.Read(ref isCommitWanted) || awaited is not null || committer.IsBusy || emissions.IsBusy;

    /// <summary>Adds an alert. <see cref="CommitSoon"/> is to follow once the position covers the record that caused it.</summary>
    public void AddAlert(CloudEvent alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        Emit(alertTopic, CloudEventMessage.From(alert), deadLetter: null);
    }

    /// <summary>Lets what is covered by the positions be committed as soon as it is acknowledged, and not at the next interval.</summary>
    public void CommitSoon() => Volatile.Write(ref isCommitWanted, true);

    /// <summary>Adds a rejected record, unless the rate is at its bound.</summary>
    public void AddDeadLetter(in InputRecord record, RejectReason reason, string? detail)
    {
        if (!deadLetterRate.TryTake())
        {
            status.CountSuppressed();
            return;
        }

        var deadLetter = new DeadLetter(inputTopic, record, reason, detail, maximumMessageBytes);
        Emit(deadLetterTopic, deadLetter.ToMessage(), deadLetter);
    }

    /// <summary>Serves what has come back, and begins a commit where one is due. Never waits.</summary>
    /// <exception cref="KafkaFatalException">An alert can't be written, or a commit failed for good.</exception>
    public void Poll()
    {
        emissions.Serve();
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

        status.Outstanding = emissions.Outstanding;
    }

    /// <summary>Waits until all is acknowledged and committed, at most until <paramref name="deadline"/>. False where that did not do: then what is missing is not committed.</summary>
    /// <exception cref="KafkaFatalException">An alert can't be written, or a commit failed for good.</exception>
    public bool FlushAndCommit(Deadline deadline)
    {
        // Should this time out, Poll takes the batch up: nothing is committed before it.
        awaited = CloseBatch();
        if (!emissions.Flush(awaited, deadline))
        {
            return false;
        }

        // A commit under way is of older positions: it must not come after the one that follows.
        if (!EndCommit(deadline.Remaining))
        {
            return false;
        }

        EmissionBatch last = awaited;
        awaited = null;
        do
        {
            BeginCommit(last);
            if (!EndCommit(deadline.Remaining))
            {
                return false;
            }

            if (!commitFailed)
            {
                return true;
            }

            // While the group finds its members' new shares, or its coordinator, commits are refused for a moment.
            Thread.Sleep(TimeSpan.FromMilliseconds(Math.Min(100, deadline.Remaining.TotalMilliseconds)));
        }
        while (deadline.Remaining > TimeSpan.Zero);
        return false;
    }

    private bool IsCommitDue()
    {
        TimeSpan since = timeProvider.GetElapsedTime(lastCommit);
        TimeSpan due = commitFailed ? EmissionQueue.RetryDelay : Volatile.Read(ref isCommitWanted) ? TimeSpan.Zero : commitInterval;
        return since >= due && partitions.Values.Any(static partition => partition.IsDirty);
    }

    private void Emit(string topic, Message<byte[]?, byte[]?> message, DeadLetter? deadLetter)
    {
        Emission emission;
        lock (gate)
        {
            emission = new Emission(topic, message, open, deadLetter);
            open.Add();
        }

        emissions.Emit(emission);
    }

    /// <summary>Ends the open batch at the positions of this moment. One that is still awaited counts as a part of it.</summary>
    private EmissionBatch CloseBatch()
    {
        lock (gate)
        {
            // Before the positions are read: whoever asks after that has moved its position on after that, perhaps.
            Interlocked.Exchange(ref isCommitWanted, false);
            EmissionBatch closed = open;
            closed.Close(partitions.Values);
            open = new EmissionBatch(closed.IsAcknowledged ? null : closed);
            return closed;
        }
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
