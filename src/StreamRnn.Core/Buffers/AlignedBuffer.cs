using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Buffers;

/// <summary>Floats that never move and begin on a 64-byte line. Zero at first; freed with their last reference.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int FloatsPerLine = 16;

    private readonly float[] memory;
    private readonly int start;

    public AlignedBuffer(int length)
    {
        memory = GC.AllocateArray<float>(length + FloatsPerLine, pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref memory[0]);
        start = (int)((-address & 63) / sizeof(float));
        Length = length;
        Pointer = (float*)Unsafe.AsPointer(ref memory[start]);
    }

    /// <summary>Bytes that a buffer of this length takes.</summary>
    public static long SizeBytes(int length) => (long)(length + FloatsPerLine) * sizeof(float);

    public int Length { get; }

    /// <summary>The first float. Valid for as long as this object is referenced.</summary>
    public float* Pointer { get; }

    public Span<float> Span => memory.AsSpan(start, Length);
}
