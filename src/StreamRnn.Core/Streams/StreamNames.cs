using System.Runtime.InteropServices;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>
/// The names of a table's streams, which its index has only hashes of: for what is said of a stream when it doesn't speak. Off the heap, written when a stream gets its row and
/// not looked at per event.
/// </summary>
/// <remarks>A name takes a whole number of 16 bytes, four of them for its length. What a stream that went gives back is kept for the next name of that size.</remarks>
internal sealed unsafe class StreamNames : IDisposable
{
    private const int Granule = 16;
    private const int LengthBytes = sizeof(int);
    private const int HandleBytes = sizeof(uint);
    private const int MaxGranules = 4097;
    private const int ChunkGranules = 1 << 16;

    /// <summary>Longer names are cut to so many bytes, 64 KiB.</summary>
    private const int MaxNameBytes = (MaxGranules * Granule) - LengthBytes;

    /// <summary>Bytes of the names that are counted with: those of up to 28 bytes.</summary>
    private const int UsualBytes = 2 * Granule;

    private readonly Arena handles;
    private readonly List<nint> chunks = [];

    /// <summary>By granules: the first free block, which begins with the next one's handle; 0 for none.</summary>
    private readonly uint[] free = new uint[MaxGranules + 1];

    private int used = ChunkGranules;

    /// <summary>Reserves room for the names of a table.</summary>
    /// <exception cref="OutOfMemoryException">The system doesn't give it.</exception>
    public StreamNames(int capacity) => handles = new Arena(capacity, HandleBytes);

    /// <summary>Bytes that the names of a full table come to where they have up to 28 bytes.</summary>
    public static long SizeBytes(int capacity) => (long)capacity * (HandleBytes + UsualBytes);

    /// <summary>The name of the stream that has a row, UTF-8.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            byte* block = Block(Handle(row));
            return new ReadOnlySpan<byte>(block + LengthBytes, *(int*)block);
        }
    }

    /// <summary>Bytes of all names.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Is told of each name that is about to go; null while no snapshot is taken.</summary>
    public NamesCapture? BeforeChange { get; set; }

    /// <summary>Goes over the names of the first rows.</summary>
    public void Walk(StateWalk walk, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<byte> name = walk.Bytes(walk.IsRestoring ? default : this[row]);
            if (walk.IsRestoring)
            {
                Set(row, name, isReplaced: false);
            }
        }
    }

    /// <summary>Names the stream that gets a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="name">The name, UTF-8.</param>
    /// <param name="isReplaced">Whether another stream had the row.</param>
    public void Set(int row, ReadOnlySpan<byte> name, bool isReplaced)
    {
        if (isReplaced)
        {
            BeforeChange?.Keep(row);
            TotalBytes -= this[row].Length;
            uint former = Handle(row);
            ref uint first = ref free[Granules(*(int*)Block(former))];
            *(uint*)Block(former) = first;
            first = former;
        }

        name = name[..Math.Min(name.Length, MaxNameBytes)];
        uint handle = Take(Granules(name.Length));
        byte* block = Block(handle);
        *(int*)block = name.Length;
        name.CopyTo(new Span<byte>(block + LengthBytes, name.Length));
        Handle(row) = handle;
        TotalBytes += name.Length;
    }

    public void Dispose()
    {
        handles.Dispose();
        foreach (nint chunk in chunks)
        {
            NativeMemory.Free((void*)chunk);
        }

        chunks.Clear();
    }

    private static int Granules(int nameBytes) => (nameBytes + LengthBytes + Granule - 1) / Granule;

    private ref uint Handle(int row) => ref *(uint*)handles.Row(row);

    /// <summary>Handles count granules from 1 on.</summary>
    private byte* Block(uint handle) => (byte*)chunks[(int)((handle - 1) / ChunkGranules)] + ((nint)((handle - 1) % ChunkGranules) * Granule);

    private uint Take(int granules)
    {
        uint handle = free[granules];
        if (handle != 0)
        {
            free[granules] = *(uint*)Block(handle);
            return handle;
        }

        if (used + granules > ChunkGranules)
        {
            chunks.Add((nint)NativeMemory.Alloc(ChunkGranules * Granule));
            used = 0;
        }

        handle = (uint)(((long)(chunks.Count - 1) * ChunkGranules) + used + 1);
        used += granules;
        return handle;
    }
}
