using Confluent.Kafka;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;
using StreamRnn.Kafka.Telemetry;

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
    /// <summary>The minimum time between two commits that alerts ask for: a burst of alerts costs the cluster five commits a second, and a crash repeats what came in that time at most.</summary>
    public static readonly TimeSpan AlertCommitInterval = TimeSpan.FromMilliseconds(200);

    private readonly EmissionQueue emissions;
    private readonly OffsetCommitter committer;
    private readonly IReadOnlyCollection<PartitionOffsets> partitions;
    private readonly DeliverySettings settings;
    private readonly Reporting reporting;
    private readonly RateBound deadLetterRate;
    private readonly Lock gate = new();
    private EmissionBatch open = new();
    private EmissionBatch? awaited;
    private long lastCommit;
    private bool commitFailed;
    private bool isCommitWanted;

    /// <param name="emissions">Where alerts and dead letters go.</param>
    /// <param name="commit">Commits offsets and waits for the cluster's answer; called on a thread of the pool.</param>
    /// <param name="partitions">The partitions assigned now, kept by the group's thread.</param>
    /// <param name="settings">Topics, bounds and times.</param>
    /// <param name="reporting">What becomes of it.</param>
    public Delivery(
        EmissionQueue emissions,
        Action<IReadOnlyList<TopicPartitionOffset>> commit,
        IReadOnlyCollection<PartitionOffsets> partitions,
        DeliverySettings settings,
        Reporting reporting)
    {
        this.emissions = emissions;
        this.partitions = partitions;
        this.settings = settings;
        this.reporting = reporting;
        committer = new OffsetCommitter(settings.InputTopic, commit);
        deadLetterRate = new RateBound(settings.DeadLetters.MaxRate, reporting.TimeProvider);
        lastCommit = reporting.TimeProvider.GetTimestamp();
    }

    /// <summary>Whether a commit is under way.</summary>
    public bool IsCommitting => committer.IsBusy;

    /// <summary>Whether there is more to do than to look at the clock.</summary>
    public bool IsBusy => Volatile.Read(ref isCommitWanted) || awaited is not null || IsCommitting || emissions.IsBusy;

    /// <summary>Adds an alert. <see cref="CommitSoon"/> is to follow once the position covers the record that caused it.</summary>
    public void AddAlert(CloudEvent alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        Emit(new Emission(settings.AlertTopic, alert));
    }

    /// <summary>Lets what is covered by the positions be committed once it is acknowledged and <see cref="AlertCommitInterval"/> is over, and not at the next interval.</summary>
    public void CommitSoon() => Volatile.Write(ref isCommitWanted, true);

    /// <summary>Adds a rejected record, unless the rate is at its bound.</summary>
    public void AddDeadLetter(in InputRecord record, RejectReason reason, string? detail)
    {
        if (!deadLetterRate.TryTake())
        {
            reporting.Status.CountSuppressed();
            return;
        }

        Emit(new Emission(settings.DeadLetters.Topic, new DeadLetter(settings.InputTopic, record, reason, detail, settings.MaxMessageBytes)));
    }

    /// <summary>Serves what has come back, begins a commit where one is due, and says how it stands. Never waits.</summary>
    /// <exception cref="KafkaFatalException">The producer can't go on, or a commit failed for good.</exception>
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

        reporting.Status.Assigned = partitions.Count;
        reporting.Status.Outstanding = emissions.Outstanding;
        reporting.Status.OldestOutstanding = emissions.OldestAge;
    }

    /// <summary>Waits until all is acknowledged and committed, at most until <paramref name="deadline"/>. False where that did not do: then what is missing is not committed.</summary>
    /// <exception cref="KafkaFatalException">The producer can't go on, or a commit failed for good.</exception>
    public bool FlushAndCommit(Deadline deadline)
    {
        // What is awaited already comes first: should the rest take too long, that much is committed. Should this time out, Poll takes the batch up.
        if (awaited is not null && !TryCommitAwaited(deadline))
        {
            return false;
        }

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

    /// <summary>Tries to commit the batch that is awaited; false where that did not come to an end until <paramref name="deadline"/>.</summary>
    private bool TryCommitAwaited(Deadline deadline)
    {
        if (!emissions.Flush(awaited!, deadline) || !EndCommit(deadline.Remaining))
        {
            return false;
        }

        BeginCommit(awaited!);
        awaited = null;
        return EndCommit(deadline.Remaining);
    }

    private bool IsCommitDue()
    {
        TimeSpan interval = settings.CommitInterval;
        if (commitFailed)
        {
            interval = EmissionQueue.RetryDelay;
        }
        else if (Volatile.Read(ref isCommitWanted) && interval > AlertCommitInterval)
        {
            interval = AlertCommitInterval;
        }

        return reporting.TimeProvider.GetElapsedTime(lastCommit) >= interval && partitions.Any(static partition => partition.IsDirty);
    }

    private void Emit(Emission emission)
    {
        lock (gate)
        {
            open.Add(emission);
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
            closed.Close(partitions);
            open = new EmissionBatch(closed.IsAcknowledged ? null : closed);
            return closed;
        }
    }

    private void BeginCommit(EmissionBatch batch)
    {
        // A partition handed over since then is its next owner's to commit; one that went back since then is at another log's offsets.
        (PartitionOffsets Partition, long Position)[] held =
            [.. batch.Positions!.Where(entry => entry.Partition.Position >= entry.Position && partitions.Contains(entry.Partition))];
        lastCommit = reporting.TimeProvider.GetTimestamp();
        commitFailed = false;
        if (held.Length > 0)
        {
            committer.Begin(held);
        }
    }

    /// <summary>Takes up a commit that is under way; false where it still is after <paramref name="timeout"/>.</summary>
    /// <exception cref="KafkaFatalException">It failed for good.</exception>
    public bool EndCommit(TimeSpan timeout)
    {
        if (!committer.TryEnd(timeout, out KafkaException? failure, out bool succeeded))
        {
            return false;
        }

        if (succeeded)
        {
            reporting.Status.CountCommit(reporting.TimeProvider.GetUtcNow());
        }
        else if (failure is not null)
        {
            commitFailed = true;
            reporting.Status.CountCommitError();
            if (failure.Error.IsFatal)
            {
                throw new KafkaFatalException($"Offsets can't be committed: {failure.Error.Reason} ({failure.Error.Code}).", failure);
            }

            if (reporting.LogBound.IsDue($"commit {failure.Error.Code}", out NotLogged notLogged))
            {
                reporting.Logger.CommitError(failure.Error.Reason, failure.Error.Code.ToString(), notLogged);
            }
        }

        return true;
    }
}

/// <summary>What delivery needs of the options.</summary>
/// <param name="InputTopic">Whose offsets are committed.</param>
/// <param name="AlertTopic">Where alerts go.</param>
/// <param name="DeadLetters">Where rejected records go, and how many.</param>
/// <param name="CommitInterval">How often offsets are committed where there is no alert.</param>
/// <param name="MaxMessageBytes">The largest record that the producer sends.</param>
internal sealed record DeliverySettings(
    string InputTopic, string AlertTopic, DeadLetterOptions DeadLetters, TimeSpan CommitInterval, int MaxMessageBytes);
