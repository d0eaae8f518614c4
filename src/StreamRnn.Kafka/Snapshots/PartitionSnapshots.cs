using System.Globalization;
using Confluent.Kafka;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Snapshots;

/// <summary>
/// Takes the snapshots of one partition, one step between two batches: chunks while the lane goes on; once the cluster has all of them, and the group's commit has
/// reached the snapshot's offset, the manifest. So nobody ever goes on from a state whose alerts could still be missing. Belongs to the partition's lane thread.
/// </summary>
/// <param name="offsets">How far the partition is handled and committed.</param>
/// <param name="context">What all partitions have.</param>
/// <param name="last">The snapshot that the partition goes on from, with its manifest's slot; null where there is none.</param>
internal sealed class PartitionSnapshots(PartitionOffsets offsets, SnapshotContext context, (SnapshotManifest Manifest, int Slot)? last = null)
{
    /// <summary>How soon after its assignment a partition is saved first: one that was restored has little to save, another has much to lose.</summary>
    private const int FirstShare = 10;

    private readonly long madeAt = context.Reporting.TimeProvider.GetTimestamp();
    private byte[] buffer = [];
    private (SnapshotManifest Manifest, int Slot)? last = last;
    private Attempt? attempt;
    private long beganAt;
    private long bytesBefore;
    private bool hasBegun;
    private bool takesAll;

    /// <summary>Whether one is under way.</summary>
    public bool IsUnderWay => attempt is not null;

    /// <summary>The lane has begun anew: nothing of the last snapshot stays good, though it stays whole until the next is finished.</summary>
    public void BeginAnew()
    {
        takesAll = true;
        Drop();
    }

    /// <summary>Does the next step. Whether there is another one at once.</summary>
    public bool Step(IRestorableProcessor processor)
    {
        if (attempt is null && IsDue())
        {
            Begin(processor);
        }

        if (attempt is { Failure: { } failure })
        {
            GiveUp(failure);
        }

        return attempt switch
        {
            null => false,
            { Manifest: null } => Take(attempt),
            _ => Conclude(attempt),
        };
    }

    /// <summary>Ends without finishing what is under way.</summary>
    public void Drop()
    {
        attempt?.Capture.Dispose();
        attempt = null;
    }

    private bool IsDue()
    {
        long position = offsets.Position;
        if (position < 0 || offsets.IsReplaying || (!takesAll && position == last?.Manifest.Position))
        {
            return false;
        }

        TimeProvider time = context.Reporting.TimeProvider;
        if (!hasBegun)
        {
            return time.GetElapsedTime(madeAt) >= context.Options.Interval / FirstShare;
        }

        TimeSpan bandwidth = TimeSpan.FromSeconds((double)bytesBefore / context.Options.MaxRate);
        return time.GetElapsedTime(beganAt) >= (bandwidth > context.Options.Interval ? bandwidth : context.Options.Interval);
    }

    private void Begin(IRestorableProcessor processor)
    {
        hasBegun = true;
        beganAt = context.Reporting.TimeProvider.GetTimestamp();
        bytesBefore = 0;
        var settings = new CaptureSettings
        {
            Origin = SnapshotOrigin.Of(context.Group, context.Input, offsets.Number, context.TopicId()),
            Position = offsets.Position,
            ChunkBytes = context.Producer.ChunkBytes,
            TakesAll = takesAll,
        };
        Array.Resize(ref buffer, SnapshotChunk.PrefixBytes + settings.ChunkBytes);
        attempt = new Attempt(processor.BeginCapture(settings, last?.Manifest), settings.Position);
        if (offsets.IsDirty)
        {
            context.CommitSoon();
        }
    }

    private bool Take(Attempt current)
    {
        if (current.Capture.IsGivenUp)
        {
            GiveUp("more rows changed meanwhile than may be put aside; the cluster takes the chunks too slowly");
            return false;
        }

        if (!context.Producer.HasRoom)
        {
            return false;
        }

        if (current.Capture.TryTake(buffer, out SnapshotPlace place, out int length))
        {
            // The client copies what it is given, so a chunk of full length need not be copied once more.
            byte[] value = length == buffer.Length ? buffer : buffer[..length];
            Write(current, context.Keys.Of(place), value);
        }

        if (current.Capture.IsComplete && !current.Capture.IsGivenUp)
        {
            current.Manifest = current.Capture.Manifest;
            current.Capture.Dispose();
        }

        return true;
    }

    private bool Conclude(Attempt current)
    {
        if (current.Waiting > 0)
        {
            return false;
        }

        int slot = 1 - (last?.Slot ?? 1);
        if (current.IsManifestWritten)
        {
            last = (current.Manifest!, slot);
            takesAll = false;
            attempt = null;
            context.Reporting.Status.CountSnapshot(current.Bytes, context.Reporting.TimeProvider.GetUtcNow());
            context.Reporting.Logger.SnapshotTaken(
                context.Input, offsets.Number, current.Position, current.Manifest!.Rows, current.Bytes, context.Reporting.TimeProvider.GetElapsedTime(beganAt).TotalSeconds);
            return false;
        }

        // A commit beyond the position is one of a log that was cut or made anew.
        if (offsets.Committed >= current.Position && offsets.Committed <= offsets.Position)
        {
            current.IsManifestWritten = true;
            Write(current, context.Keys.OfManifest(slot), current.Manifest!.Encode());
        }

        return false;
    }

    private void Write(Attempt current, byte[] key, byte[] value)
    {
        current.Bytes += value.Length;
        bytesBefore += value.Length;
        current.Begin();
        if (!context.Producer.TryWrite(offsets.Number, key, value, current.End))
        {
            current.End(new Error(ErrorCode.Local_QueueFull));
        }
    }

    private void GiveUp(string reason)
    {
        Drop();
        context.Reporting.Status.CountSnapshotGivenUp();
        if (context.Reporting.LogBound.IsDue(string.Create(CultureInfo.InvariantCulture, $"snapshot {offsets.Number}"), out NotLogged notLogged))
        {
            context.Reporting.Logger.SnapshotGivenUp(context.Input, offsets.Number, reason, notLogged);
        }
    }

    /// <summary>A snapshot under way. The client's thread counts what is written.</summary>
    private sealed class Attempt(LaneCapture capture, long position)
    {
        private int waiting;
        private volatile string? failure;

        public LaneCapture Capture => capture;

        public long Position => position;

        public SnapshotManifest? Manifest { get; set; }

        public bool IsManifestWritten { get; set; }

        public long Bytes { get; set; }

        /// <summary>Records that the cluster does not have yet.</summary>
        public int Waiting => Volatile.Read(ref waiting);

        public string? Failure => failure;

        public void Begin() => Interlocked.Increment(ref waiting);

        public void End(Error error)
        {
            if (error.IsError)
            {
                failure = $"{error.Reason} ({error.Code})";
            }

            Interlocked.Decrement(ref waiting);
        }
    }
}

/// <summary>What the snapshots of all partitions have in common.</summary>
/// <param name="Options">How often they are taken, and how much they may take.</param>
/// <param name="Group">The consumer group.</param>
/// <param name="Input">The input topic.</param>
/// <param name="TopicId">The input topic's id as far as it is known.</param>
/// <param name="Producer">Writes them.</param>
/// <param name="CommitSoon">Has the group's offsets committed soon, which a snapshot waits for.</param>
/// <param name="Reporting">Where they say what happens.</param>
internal sealed record SnapshotContext(
    SnapshotOptions Options, string Group, string Input, Func<string?> TopicId, SnapshotProducer Producer, Action CommitSoon, Reporting Reporting)
{
    /// <summary>Their records' keys.</summary>
    public SnapshotKeys Keys { get; } = new(Group, Input);
}
