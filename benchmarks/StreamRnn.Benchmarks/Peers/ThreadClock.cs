using System.Runtime.InteropServices;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>Processor time of the calling thread, the clock that the peers' side reads too (benchmarks/peers/stopwatch.h).</summary>
/// <remarks>What other programs take from the thread in between doesn't count. Reading it costs a fraction of a microsecond.</remarks>
internal static partial class ThreadClock
{
    private const int ThreadProcessorTime = 3;

    /// <summary>Seconds since some moment.</summary>
    public static double Seconds()
    {
        if (GetTime(ThreadProcessorTime, out TimeSpecification now) != 0)
        {
            throw new PlatformNotSupportedException("This system has no clock of a thread's processor time.");
        }

        return now.Seconds + (1e-9 * now.Nanoseconds);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpecification now);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
