using System.Diagnostics;
using System.Runtime.InteropServices;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Telemetry;

/// <summary>
/// What one lane thread counts. Only that thread writes, in plain fields; any may read, and may be a batch
/// behind. The fields lie apart from what other threads write, so that counting costs no thread a cache line of another.
/// </summary>
internal sealed class LaneCounts(int thread, TimeProvider timeProvider)
{
    private readonly long[] rejected = new long[RejectReasonNames.All.Count + 1];
    private Fields fields;
    private BatchMark? mark;
    private bool isFree;

    /// <summary>The thread's number, from 0.</summary>
    public int Thread => thread;

    public long Records => Volatile.Read(ref fields.Records);

    /// <summary>Records handled a second time to bring the streams to where they were.</summary>
    public long Replayed => Volatile.Read(ref fields.Replayed);

    /// <summary>Time spent at anything but waiting for records.</summary>
    public TimeSpan Busy => Stopwatch.GetElapsedTime(0, Volatile.Read(ref fields.BusyTicks));

    /// <summary>Whether the thread has ended: then another one may go on with its number and its counts.</summary>
    public bool IsFree
    {
        get => Volatile.Read(ref isFree);
        set => Volatile.Write(ref isFree, value);
    }

    /// <summary>Partitions that the thread has now; written by the group's thread.</summary>
    public int Partitions { get; set; }

    /// <summary>How long the batch in hand has been in hand since it was first seen by <see cref="MarkBatch"/>; zero where there is none.</summary>
    public TimeSpan BatchAge =>
        Volatile.Read(ref mark) is { IsInHand: true } seen && seen.Steps == Volatile.Read(ref fields.BatchSteps) ? timeProvider.GetElapsedTime(seen.Time) : TimeSpan.Zero;

    public long Rejected(RejectReason reason) => Volatile.Read(ref rejected[(int)reason]);

    /// <summary>Counts records that are dealt with: whoever sees them counted finds all that they have caused counted as well.</summary>
    public void CountRecords(int count, int replayed)
    {
        fields.Replayed += replayed;
        Volatile.Write(ref fields.Records, fields.Records + count);
    }

    public void CountRejected(RejectReason reason) => rejected[(int)reason]++;

    /// <summary>Adds time, in ticks of <see cref="Stopwatch"/>.</summary>
    public void CountBusy(long ticks) => fields.BusyTicks += ticks;

    /// <summary>A batch has been read.</summary>
    public void BeginBatch() => Volatile.Write(ref fields.BatchSteps, fields.BatchSteps + 1);

    /// <summary>It has been handled.</summary>
    public void EndBatch() => Volatile.Write(ref fields.BatchSteps, fields.BatchSteps + 1);

    /// <summary>Notes when a batch was in hand that was not the last time. Called by the group's thread: so the lane's thread needs no clock.</summary>
    public void MarkBatch()
    {
        long steps = Volatile.Read(ref fields.BatchSteps);
        if (mark?.Steps != steps)
        {
            Volatile.Write(ref mark, new BatchMark(steps, timeProvider.GetTimestamp()));
        }
    }

    private sealed record BatchMark(long Steps, long Time)
    {
        /// <summary>Each batch takes two steps: its beginning and its end.</summary>
        public bool IsInHand => Steps % 2 != 0;
    }

    /// <summary>Two cache lines before and after are nobody else's: processors fetch them in pairs.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256 + 32)]
    private struct Fields
    {
        [FieldOffset(128)]
        public long Records;

        [FieldOffset(136)]
        public long BusyTicks;

        [FieldOffset(144)]
        public long BatchSteps;

        [FieldOffset(152)]
        public long Replayed;
    }
}
