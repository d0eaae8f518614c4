using System.Collections.Immutable;
using Confluent.Kafka;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Cluster;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Snapshots;

/// <summary>
/// Brings a partition's processor to its newest whole snapshot, beside all other threads. One that is torn, of another origin, of a newer format or after the group's commit is
/// refused with its reason, and the one before it is taken. A cluster that does not answer is waited for.
/// </summary>
internal sealed class PartitionRecovery
{
    private static readonly TimeSpan retryDelay = TimeSpan.FromSeconds(1);

    private readonly int partition;
    private readonly RecoverySettings settings;
    private readonly CancellationTokenSource cancellation = new();
    private readonly Task<RecoveredPartition> task;
    private IRestorableProcessor processor;
    private long chunksTaken;
    private long chunksInAll;

    /// <summary>Begins.</summary>
    public PartitionRecovery(int partition, IRestorableProcessor processor, RecoverySettings settings)
    {
        this.partition = partition;
        this.processor = processor;
        this.settings = settings;
        task = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How much of the snapshot is there, 0 to 1.</summary>
    public double Progress => Volatile.Read(ref chunksInAll) is var all and > 0 ? (double)Volatile.Read(ref chunksTaken) / all : 0;

    /// <summary>What it came to; null while it is under way.</summary>
    /// <exception cref="KafkaFatalException">The snapshot was taken with another configuration. What else ended it is thrown as it is.</exception>
    public RecoveredPartition? Outcome => task.IsCompleted ? task.GetAwaiter().GetResult() : null;

    /// <summary>Ends it without an outcome; the processor is disposed when nobody works on it any more.</summary>
    public void Abandon()
    {
        cancellation.Cancel();
        task.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                processor.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private RecoveredPartition Run()
    {
        while (true)
        {
            try
            {
                return Recover();
            }
            catch (KafkaException failure)
            {
                if (settings.Reporting.LogBound.IsDue($"recovery {partition}", out NotLogged notLogged))
                {
                    settings.Reporting.Logger.RecoveryWaits(settings.Input, partition, settings.Options.Topic, failure.Error.Reason, failure.Error.Code.ToString(), notLogged);
                }
            }

            cancellation.Token.WaitHandle.WaitOne(retryDelay);
            cancellation.Token.ThrowIfCancellationRequested();
        }
    }

    private RecoveredPartition Recover()
    {
        using var reader = new ChangelogReader(settings.Kafka, settings.Options.Topic, partition);
        long? committed = reader.Committed(settings.Input);
        WatermarkOffsets ends = reader.Ends(settings.Input);
        ImmutableArray<SnapshotTrait> origin = SnapshotOrigin.Of(settings.Kafka.GroupId, settings.Input, partition, TopicId(reader));
        string? otherModel = null;
        foreach ((SnapshotManifest manifest, int slot) in Find(reader))
        {
            long start = settings.Reporting.TimeProvider.GetTimestamp();
            try
            {
                Check(manifest, origin, committed, ends);
                string? policyChange = Restore(manifest);
                settings.Reporting.Logger.Restored(
                    settings.Input, partition, manifest.Position, manifest.Rows, manifest.TotalBytes / 1048576.0, settings.Reporting.TimeProvider.GetElapsedTime(start).TotalSeconds);
                if (policyChange is not null)
                {
                    settings.Reporting.Logger.RestoredUnderOtherPolicy(settings.Input, partition, manifest.Position, policyChange);
                }

                return new RecoveredPartition(processor, (manifest, slot), committed, ends.Low.Value);
            }
            catch (InvalidSnapshotException refusal)
            {
                otherModel ??= refusal.IsOfAnotherModel ? refusal.Message : null;
                settings.Reporting.Status.CountSnapshotRefused();
                settings.Reporting.Logger.SnapshotRefused(settings.Input, partition, manifest.Position, refusal.Message);
            }
        }

        if (otherModel is not null && settings.Options.OnChange == ModelChange.Refuse)
        {
            throw new KafkaFatalException(
                $"snapshots.on-change: the streams of {settings.Input}[{partition}] were saved with another configuration: {otherModel}. "
                + "Set it back, or set snapshots.on-change to restart: then they begin afresh.");
        }

        settings.Reporting.Logger.BeginsAfresh(settings.Input, partition);
        return new RecoveredPartition(processor, null, committed, ends.Low.Value);
    }

    /// <summary>The input topic's id; null where the cluster gives topics none, or doesn't tell it.</summary>
    private string? TopicId(ChangelogReader reader)
    {
        using ITopicQueries queries = settings.Queries(reader.Consumer);
        try
        {
            return queries.FindIdAsync().GetAwaiter().GetResult();
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <summary>
    /// The manifests that are there: that of the last snapshot, then that of the one before. By when they were written: where the group was set back meanwhile, one of another
    /// past may have a later offset.
    /// </summary>
    private IEnumerable<(SnapshotManifest Manifest, int Slot)> Find(ChangelogReader reader)
    {
        byte[]?[] found = new byte[2][];
        int last = 0;
        reader.ReadAll(
            (key, value) =>
            {
                if (settings.Keys.TryReadManifest(key, out int slot))
                {
                    found[slot] = value.ToArray();
                    last = slot;
                }

                return true;
            },
            cancellation.Token);
        List<(SnapshotManifest Manifest, int Slot)> manifests = [];
        foreach (int slot in (ReadOnlySpan<int>)[last, 1 - last])
        {
            try
            {
                if (found[slot] is { } bytes)
                {
                    manifests.Add((SnapshotManifest.Decode(bytes), slot));
                }
            }
            catch (InvalidSnapshotException refusal)
            {
                settings.Reporting.Status.CountSnapshotRefused();
                settings.Reporting.Logger.ManifestRefused(settings.Input, partition, refusal.Message);
            }
        }

        return manifests;
    }

    private static void Check(SnapshotManifest manifest, ImmutableArray<SnapshotTrait> origin, long? committed, WatermarkOffsets ends)
    {
        if (SnapshotOrigin.Difference(manifest.Origin, origin) is { } difference)
        {
            throw new InvalidSnapshotException(difference);
        }

        if (manifest.Position > ends.High.Value)
        {
            throw new InvalidSnapshotException($"the input ends at {ends.High.Value}: its log was cut or made anew");
        }

        if (manifest.Position > committed)
        {
            throw new InvalidSnapshotException($"the group's commit is {committed}, before it: what lies between is to be read anew");
        }
    }

    /// <summary>Restores; returns what has changed meanwhile that the state does not depend on.</summary>
    private string? Restore(SnapshotManifest manifest)
    {
        LaneRestore restore = processor.BeginRestore(manifest);
        Volatile.Write(ref chunksInAll, restore.Total);
        try
        {
            using var reader = new ChangelogReader(settings.Kafka, settings.Options.Topic, partition);
            reader.ReadAll(
                (key, value) =>
                {
                    if (settings.Keys.TryReadPlace(key, out SnapshotPlace place) && restore.TryAdd(place, value))
                    {
                        Volatile.Write(ref chunksTaken, restore.Taken);
                    }

                    return restore.Taken < restore.Total;
                },
                cancellation.Token);
            processor.CompleteRestore(restore);
            settings.Reporting.Status.CountRestored(manifest.TotalBytes);
            return restore.PolicyChange;
        }
        catch (Exception failure) when (failure is InvalidSnapshotException or KafkaException)
        {
            // Whatever came before the failure is in it: the next try begins with another one.
            Volatile.Write(ref chunksTaken, 0);
            processor.Dispose();
            processor = (IRestorableProcessor)settings.Factory.Create(settings.Input, partition);
            throw;
        }
    }
}

/// <summary>What a recovery came to.</summary>
/// <param name="Processor">The partition's processor.</param>
/// <param name="Snapshot">What it goes on from, and its manifest's slot; null where it begins afresh.</param>
/// <param name="Committed">The group's commit; null where it has none.</param>
/// <param name="LogStart">The offset of the input's first record.</param>
internal sealed record RecoveredPartition(IRestorableProcessor Processor, (SnapshotManifest Manifest, int Slot)? Snapshot, long? Committed, long LogStart);

/// <summary>What recoveries go by.</summary>
/// <param name="Kafka">The cluster and the group.</param>
/// <param name="Options">Where snapshots are.</param>
/// <param name="Input">The input topic.</param>
/// <param name="Factory">Makes processors.</param>
/// <param name="Queries">How the cluster is asked about the input.</param>
/// <param name="Reporting">Where it says what happens.</param>
internal sealed record RecoverySettings(
    KafkaOptions Kafka, SnapshotOptions Options, string Input, IPartitionProcessorFactory Factory, Func<IConsumer<Ignore, Ignore>, ITopicQueries> Queries, Reporting Reporting)
{
    /// <summary>The snapshots' keys.</summary>
    public SnapshotKeys Keys { get; } = new(Kafka.GroupId, Input);
}
