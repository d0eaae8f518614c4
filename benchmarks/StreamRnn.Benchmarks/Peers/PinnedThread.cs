using System.ComponentModel;
using System.Runtime.InteropServices;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>Keeps the measuring thread on the processor that it runs on.</summary>
/// <remarks>
/// Before any peer is loaded: their thread pools count the processors that this thread may use, and so take one thread. What a
/// peer starts all the same inherits the pin.
/// </remarks>
internal static unsafe partial class PinnedThread
{
    /// <summary>Bytes of the kernel's set of 1024 processors.</summary>
    private const int SetLength = 128;

    /// <summary>Pins the calling thread and returns its processor.</summary>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static int Begin()
    {
        int processor = CurrentProcessor();
        byte* set = stackalloc byte[SetLength];
        new Span<byte>(set, SetLength).Clear();
        set[processor / 8] = (byte)(1 << (processor % 8));
        if (SetAffinity(0, SetLength, set) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"The thread can't be pinned to processor {processor}.");
        }

        return processor;
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int CurrentProcessor();

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nint length, byte* set);
}
