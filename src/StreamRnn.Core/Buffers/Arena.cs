using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace StreamRnn.Core.Buffers;

/// <summary>One block of off-heap memory in rows of equal size. Its pages are first touched when a row is, and are huge ones where the system gives them.</summary>
/// <remarks>
/// A million rows span more 4 KiB pages than the processor's page tables have room to remember; with 2 MiB pages a
/// random row costs its cache misses only.
/// </remarks>
internal sealed unsafe partial class Arena : IDisposable
{
    private const int CacheLine = 64;
    private const int HugePage = 2 << 20;
    private const int AdviseHugePages = 14;

    // A rich row is longer than what fits the first-level cache, and computed on for microseconds.
    private const int MaxPrefetchedBytes = 2048;

    private readonly long bytes;
    private byte* start;

    /// <exception cref="OutOfMemoryException">The system doesn't give the block.</exception>
    public Arena(int rows, int rowBytes)
    {
        RowBytes = rowBytes;
        bytes = (long)rows * rowBytes;
        start = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, bytes >= HugePage ? (nuint)HugePage : CacheLine);
        GC.AddMemoryPressure(bytes);
        if (OperatingSystem.IsLinux() && bytes >= HugePage)
        {
            // Advice: where it isn't taken, the arena works on small pages.
            _ = Advise(start, (nuint)bytes, AdviseHugePages);
        }
    }

    public int RowBytes { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Row(int row) => start + (nint)row * RowBytes;

    /// <summary>Asks for a row's first cache lines, all of a lean one, so that they are there when it is worked on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row)
    {
        if (Sse.IsSupported)
        {
            byte* end = Row(row) + Math.Min(RowBytes, MaxPrefetchedBytes);
            for (byte* line = Row(row); line < end; line += CacheLine)
            {
                Sse.Prefetch0(line);
            }
        }
    }

    public void Dispose()
    {
        if (start != null)
        {
            NativeMemory.AlignedFree(start);
            start = null;
            GC.RemoveMemoryPressure(bytes);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
