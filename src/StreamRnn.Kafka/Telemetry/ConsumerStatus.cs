using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Telemetry;

/// <summary>
/// A consumer's counts since its start and where it stands. Any thread may read it at any time; values may be some records or, for
/// partitions, a second behind. Counts of records are kept by each thread for itself and summed when they are read; the others are
/// counted atomically; the state, the partitions and the lane threads are set by the group's thread alone, and what is known of the
/// cluster by the thread that looks at it.
/// </summary>
public sealed class ConsumerStatus(TimeProvider? timeProvider = null)
{
    /// <summary>How long a lane thread may have a batch in hand: one is some milliseconds of work, so that not even the slowest machine comes near.</summary>
    public static readonly TimeSpan BatchTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How long an alert or a dead letter may wait for its acknowledgement while the worker counts as ready: longer than a cluster takes to find a new leader.</summary>
    public static readonly TimeSpan UnacknowledgedLimit = TimeSpan.FromSeconds(10);

    private readonly TimeProvider timeProvider = timeProvider ?? TimeProvider.System;
    private LaneCounts[] lanes = [];
    private ClusterView? cluster;
    private int assigned;
    private IReadOnlyList<PartitionStatus> partitions = [];
    private long alertsWritten;
    private long alertsShortened;
    private long alertsTooLarge;
    private long deadLettersWritten;
    private long deadLettersSuppressed;
    private long deadLettersTruncated;
    private long commits;
    private long commitErrors;
    private long produceErrors;
    private long clientErrors;
    private long assignments;
    private long revocations;
    private long losses;
    private long restarts;
    private long lastCommitTicks;
    private long snapshots;
    private long snapshotBytes;
    private long snapshotsGivenUp;
    private long snapshotsRefused;
    private long lastSnapshotTicks;
    private long longestSnapshotPauseTicks;
    private long restoredBytes;
    private IReadOnlyList<RecoveryStatus> recoveries = [];
    private long oldestOutstandingTicks;
    private int state;

    /// <summary>Where the consumer stands.</summary>
    public ConsumerState State
    {
        get => (ConsumerState)Volatile.Read(ref state);
        internal set => Volatile.Write(ref state, (int)value);
    }

    /// <summary>Whether it does its work, or would if the group gave it some.</summary>
    public bool IsReady => CountsAsReady(Condition);

    /// <summary>Whether it does its work, and what keeps it from it.</summary>
    public ConsumerCondition Condition => State switch
    {
        ConsumerState.Created => ConsumerCondition.Starting,
        ConsumerState.Stopping => ConsumerCondition.Stopping,
        ConsumerState.Stopped => ConsumerCondition.Stopped,
        ConsumerState.Failed => ConsumerCondition.Failed,
        _ when Cluster is { Unreachable: not null } => ConsumerCondition.Unreachable,
        _ when Cluster is { Faults.Count: > 0 } => ConsumerCondition.TopicUnusable,
        ConsumerState.Joining or ConsumerState.TopicMissing => ConsumerCondition.Joining,

        // The group was quicker than the first look at the topics.
        _ when Cluster is null => ConsumerCondition.Joining,
        ConsumerState.Waiting => ConsumerCondition.Waiting,
        _ when OldestOutstanding > UnacknowledgedLimit => ConsumerCondition.Unacknowledged,
        _ when Recoveries.Count > 0 => ConsumerCondition.Restoring,
        _ => Assigned == 0 ? ConsumerCondition.StandingBy : ConsumerCondition.Ready,
    };

    /// <summary>What the last look at the cluster found, some seconds ago at most; null before the first.</summary>
    public ClusterView? Cluster
    {
        get => Volatile.Read(ref cluster);
        internal set => Volatile.Write(ref cluster, value);
    }

    /// <summary>Partitions assigned now.</summary>
    public int Assigned
    {
        get => Volatile.Read(ref assigned);
        internal set => Volatile.Write(ref assigned, value);
    }

    /// <summary>The partitions assigned now, at most a second old.</summary>
    public IReadOnlyList<PartitionStatus> Partitions
    {
        get => Volatile.Read(ref partitions);
        internal set => Volatile.Write(ref partitions, value);
    }

    /// <summary>The lane threads at work, by number.</summary>
    public IReadOnlyList<LaneThreadStatus> LaneThreads =>
        [.. Volatile.Read(ref lanes).Select(static lane => new LaneThreadStatus(lane.Thread, lane.Partitions, lane.Busy, lane.BatchAge))];

    /// <summary>The lane thread that has had a batch in hand for longer than <see cref="BatchTimeout"/>, or null: such a worker should be started anew.</summary>
    public LaneThreadStatus? StalledLane => LaneThreads
        .Where(lane => lane.BatchAge > BatchTimeout)
        .Select(static lane => (LaneThreadStatus?)lane)
        .MaxBy(static lane => lane!.Value.BatchAge);

    /// <summary>Records handled, rejected ones included.</summary>
    public long Records => Volatile.Read(ref lanes).Sum(static lane => lane.Records);

    /// <summary>Alerts acknowledged by the cluster.</summary>
    public long AlertsWritten => Volatile.Read(ref alertsWritten);

    /// <summary>Alerts among them that were written with fewer features, since their topic takes no larger ones.</summary>
    public long AlertsShortened => Volatile.Read(ref alertsShortened);

    /// <summary>Alerts that their topic takes at no size, and that went to the dead letters.</summary>
    public long AlertsTooLarge => Volatile.Read(ref alertsTooLarge);

    /// <summary>Dead letters acknowledged by the cluster.</summary>
    public long DeadLettersWritten => Volatile.Read(ref deadLettersWritten);

    /// <summary>Rejected records that were not written because of <c>dead-letters.max-rate</c>, or that were refused at any size.</summary>
    public long DeadLettersSuppressed => Volatile.Read(ref deadLettersSuppressed);

    /// <summary>Dead letters that were cut to what the cluster takes.</summary>
    public long DeadLettersTruncated => Volatile.Read(ref deadLettersTruncated);

    /// <summary>Offset commits that succeeded.</summary>
    public long Commits => Volatile.Read(ref commits);

    /// <summary>Offset commits that failed and are tried again.</summary>
    public long CommitErrors => Volatile.Read(ref commitErrors);

    /// <summary>Alerts and dead letters that the cluster refused and that are tried again.</summary>
    public long ProduceErrors => Volatile.Read(ref produceErrors);

    /// <summary>Errors that the client reported and goes on from: brokers away, authentication, missing topics.</summary>
    public long ClientErrors => Volatile.Read(ref clientErrors);

    /// <summary>Partitions assigned since the start.</summary>
    public long Assignments => Volatile.Read(ref assignments);

    /// <summary>Partitions handed over in order since the start.</summary>
    public long Revocations => Volatile.Read(ref revocations);

    /// <summary>Partitions lost without a hand-over since the start.</summary>
    public long Losses => Volatile.Read(ref losses);

    /// <summary>Partitions begun anew since the start, with fresh streams: their topic was deleted and made anew, or their offsets went back.</summary>
    public long Restarts => Volatile.Read(ref restarts);

    /// <summary>Alerts and dead letters that wait for their acknowledgement.</summary>
    public int Outstanding { get; internal set; }

    /// <summary>How long the cluster has had the oldest of them: an alert that waits for the one before it in its stream does not count yet.</summary>
    public TimeSpan OldestOutstanding
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref oldestOutstandingTicks));
        internal set => Volatile.Write(ref oldestOutstandingTicks, value.Ticks);
    }

    /// <summary>Snapshots of partitions taken.</summary>
    public long Snapshots => Volatile.Read(ref snapshots);

    /// <summary>Bytes that were written for them.</summary>
    public long SnapshotBytes => Volatile.Read(ref snapshotBytes);

    /// <summary>Snapshots begun and not finished: the cluster took them too slowly, or refused them.</summary>
    public long SnapshotsGivenUp => Volatile.Read(ref snapshotsGivenUp);

    /// <summary>Snapshots that a partition was not gone on from: torn, foreign, or of another configuration.</summary>
    public long SnapshotsRefused => Volatile.Read(ref snapshotsRefused);

    /// <summary>When the last snapshot was finished, or null.</summary>
    public DateTimeOffset? LastSnapshot => Volatile.Read(ref lastSnapshotTicks) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>The longest that a lane thread worked on a snapshot between two batches.</summary>
    public TimeSpan LongestSnapshotPause => TimeSpan.FromTicks(Volatile.Read(ref longestSnapshotPauseTicks));

    /// <summary>Bytes of state that partitions have gone on from.</summary>
    public long RestoredBytes => Volatile.Read(ref restoredBytes);

    /// <summary>Records handled a second time, without a word, to bring the streams to where they were.</summary>
    public long Replayed => Volatile.Read(ref lanes).Sum(static lane => lane.Replayed);

    /// <summary>The partitions that are brought to where they were.</summary>
    public IReadOnlyList<RecoveryStatus> Recoveries
    {
        get => Volatile.Read(ref recoveries);
        internal set => Volatile.Write(ref recoveries, value);
    }

    /// <summary>When offsets were last committed, or null.</summary>
    public DateTimeOffset? LastCommit => Volatile.Read(ref lastCommitTicks) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Whether a consumer is ready in this condition: it does its work, or would if the group gave it some.</summary>
    public static bool CountsAsReady(ConsumerCondition condition) => condition is ConsumerCondition.Ready or ConsumerCondition.StandingBy;

    /// <summary>Records rejected for this reason.</summary>
    public long Rejected(RejectReason reason) => Volatile.Read(ref lanes).Sum(lane => lane.Rejected(reason));

    /// <summary>The counts of one more lane thread, or of one that has ended to go on with. Called by the group's thread.</summary>
    internal LaneCounts AddLane()
    {
        if (lanes.FirstOrDefault(static lane => lane.IsFree) is { } ended)
        {
            ended.IsFree = false;
            ended.Partitions = 0;
            return ended;
        }

        var added = new LaneCounts(lanes.Length, timeProvider);
        Volatile.Write(ref lanes, [.. lanes, added]);
        return added;
    }

    /// <summary>Notes which batches are in hand. Called by the group's thread.</summary>
    internal void MarkBatches()
    {
        foreach (LaneCounts lane in lanes)
        {
            lane.MarkBatch();
        }
    }

    internal void CountSuppressed() => Interlocked.Increment(ref deadLettersSuppressed);

    internal void CountAlertTooLarge() => Interlocked.Increment(ref alertsTooLarge);

    internal void CountAlertWritten(bool isShortened)
    {
        Interlocked.Increment(ref alertsWritten);
        Interlocked.Add(ref alertsShortened, isShortened ? 1 : 0);
    }

    internal void CountDeadLetterWritten(bool isCut)
    {
        Interlocked.Increment(ref deadLettersWritten);
        Interlocked.Add(ref deadLettersTruncated, isCut ? 1 : 0);
    }

    internal void CountProduceError() => Interlocked.Increment(ref produceErrors);

    internal void CountClientError() => Interlocked.Increment(ref clientErrors);

    internal void CountCommitError() => Interlocked.Increment(ref commitErrors);

    internal void CountCommit(DateTimeOffset now)
    {
        Interlocked.Increment(ref commits);
        Volatile.Write(ref lastCommitTicks, now.UtcTicks);
    }

    internal void CountSnapshot(long bytes, DateTimeOffset now)
    {
        Interlocked.Increment(ref snapshots);
        Interlocked.Add(ref snapshotBytes, bytes);
        Volatile.Write(ref lastSnapshotTicks, now.UtcTicks);
    }

    internal void CountSnapshotGivenUp() => Interlocked.Increment(ref snapshotsGivenUp);

    internal void CountSnapshotRefused() => Interlocked.Increment(ref snapshotsRefused);

    internal void CountRestored(long bytes) => Interlocked.Add(ref restoredBytes, bytes);

    /// <summary>Keeps the longest. Called by lane threads.</summary>
    internal void NoteSnapshotPause(TimeSpan pause)
    {
        long longest = Volatile.Read(ref longestSnapshotPauseTicks);
        while (pause.Ticks > longest && Interlocked.CompareExchange(ref longestSnapshotPauseTicks, pause.Ticks, longest) is var seen && seen != longest)
        {
            longest = seen;
        }
    }

    internal void CountAssigned(int partitions) => Interlocked.Add(ref assignments, partitions);

    internal void CountRevoked(int partitions) => Interlocked.Add(ref revocations, partitions);

    internal void CountRestarts(int partitions) => Interlocked.Add(ref restarts, partitions);

    internal void CountLost(int partitions) => Interlocked.Add(ref losses, partitions);
}

/// <summary>What a lane thread does.</summary>
/// <param name="Thread">Its number, from 0.</param>
/// <param name="Partitions">Input partitions that it has now.</param>
/// <param name="Busy">Time since the start that it spent at anything but waiting for records: its rate is the thread's load, 0 to 1.</param>
/// <param name="BatchAge">How long it has had the batch at least that it has in hand; zero where it has none, or one that was begun within the last second.</param>
public readonly record struct LaneThreadStatus(int Thread, int Partitions, TimeSpan Busy, TimeSpan BatchAge);

/// <summary>A partition that is brought to where it was.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Restored">How much of its snapshot is there, 0 to 1.</param>
/// <param name="ToReplay">Records still to be replayed, as far as is known.</param>
public readonly record struct RecoveryStatus(int Partition, double Restored, long ToReplay);

/// <summary>How far an assigned input partition is.</summary>
/// <param name="Partition">The partition's number.</param>
/// <param name="Position">The offset after the last record handled; before the first the one that reading begins at, or -1 as long as that is not known.</param>
/// <param name="Committed">The offset this consumer last committed, or -1.</param>
/// <param name="HighWatermark">The offset after the partition's last record, some seconds old at most, or -1 as long as it is not known.</param>
public readonly record struct PartitionStatus(int Partition, long Position, long Committed, long HighWatermark)
{
    /// <summary>Records that wait: high watermark less position; 0 as long as either is unknown.</summary>
    public long Lag => HighWatermark < 0 || Position < 0 ? 0 : Math.Max(0, HighWatermark - Position);
}
