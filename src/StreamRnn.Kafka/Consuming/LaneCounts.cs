using System.Diagnostics;
using System.Runtime.InteropServices;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// What one lane thread counts. Only that thread writes, in plain fields; any may read, and may be a batch
/// behind. The fields lie apart from what other threads write, so that counting costs no thread a cache line of another.
/// </summary>
internal sealed class LaneCounts(int thread)
{
    private readonly long[] rejected = new long[RejectReasonNames.All.Count + 1];
    private Fields fields;

    /// <summary>The thread's number, from 0.</summary>
    public int Thread => thread;

    public long Records => Volatile.Read(ref fields.Records);

    /// <summary>Time spent at anything but waiting for records.</summary>
    public TimeSpan Busy => Stopwatch.GetElapsedTime(0, Volatile.Read(ref fields.BusyTicks));

    /// <summary>Partitions that the thread has now; written by the group's thread.</summary>
    public int Partitions { get; set; }

    public long Rejected(RejectReason reason) => Volatile.Read(ref rejected[(int)reason]);

    /// <summary>Counts records that are dealt with: whoever sees them counted finds all that they have caused counted as well.</summary>
    public void CountRecords(int count) => Volatile.Write(ref fields.Records, fields.Records + count);

    public void CountRejected(RejectReason reason) => rejected[(int)reason]++;

    /// <summary>Adds time, in ticks of <see cref="Stopwatch"/>.</summary>
    public void CountBusy(long ticks) => fields.BusyTicks += ticks;

    /// <summary>Two cache lines before and after are nobody else's: processors fetch them in pairs.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256 + 16)]
    private struct Fields
    {
        [FieldOffset(128)]
        public long Records;

        [FieldOffset(136)]
        public long BusyTicks;
    }
}
