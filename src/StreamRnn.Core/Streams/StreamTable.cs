using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>
/// All streams of a lane: one off-heap arena of fixed-size, 64-byte aligned rows, and an open-addressing index over it, off the heap too.
/// Both are reserved at the start; a row's pages are first touched when a stream takes it.
/// </summary>
/// <remarks>
/// The index holds 8 bytes a slot, the upper half of the key's hash and the row, so that a probe stays in one cache line;
/// only a match looks at the row. Where a stream stands in the arena is part of the state: rows are looked over in that order.
/// </remarks>
public sealed unsafe class StreamTable : IDisposable
{
    private const int Alignment = 64;
    private const int NoRow = -1;

    private readonly Arena arena;
    private readonly int slotMask;
    private readonly Arena index;
    private readonly IndexSlot* slots;

    /// <summary>Reserves a table.</summary>
    /// <param name="capacity">Rows, 1 to 16,777,216.</param>
    /// <param name="rowBytes">Bytes a row, header included: a multiple of 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size lies outside its range.</exception>
    /// <exception cref="OutOfMemoryException">The system doesn't give the arena.</exception>
    public StreamTable(int capacity, int rowBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, LaneOptions.MaxCapacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowBytes, RowHeader.SizeBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rowBytes % Alignment, 0);
        Capacity = capacity;
        int slotCount = SlotCount(capacity);
        index = new Arena(slotCount, sizeof(IndexSlot));
        try
        {
            arena = new Arena(capacity, rowBytes);
        }
        catch
        {
            index.Dispose();
            throw;
        }

        slots = (IndexSlot*)index.Row(0);
        new Span<IndexSlot>(slots, slotCount).Fill(new IndexSlot(0, NoRow));
        slotMask = slotCount - 1;
    }

    /// <summary>Rows the table has room for.</summary>
    public int Capacity { get; }

    /// <summary>Streams that hold a row.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that a table of this size comes to when it is full, index included.</summary>
    public static long SizeBytes(int capacity, int rowBytes) => (long)capacity * rowBytes + IndexBytes(capacity);

    /// <summary>Bytes of the index alone.</summary>
    public static long IndexBytes(int capacity) => (long)SlotCount(capacity) * sizeof(IndexSlot);

    /// <summary>Is told of each row that is about to change; null while no snapshot is taken.</summary>
    internal RowsAside? BeforeChange { get; set; }

    /// <summary>Asks for the index entry of a stream that is to be looked up soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchIndex(StreamKey key)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(slots + ((int)key.Low & slotMask));
        }
    }

    /// <summary>Asks for the row of a stream, as far as its index entries tell; they should be there already.</summary>
    /// <remarks>Not just for the one in the first slot: three keys of ten stand in a later one, and at a million streams each would cost its row's latency.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchRow(StreamKey key)
    {
        for (int slot = (int)key.Low & slotMask; slots[slot].Row != NoRow; slot = (slot + 1) & slotMask)
        {
            if (slots[slot].Tag == Tag(key))
            {
                arena.Prefetch(slots[slot].Row);
                return;
            }
        }
    }

    /// <summary>Asks for the header of a row that is to be looked at soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchHeader(int row)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(arena.Row(row));
        }
    }

    /// <summary>True when the next stream can only be added in place of another.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>The row of a stream, or -1.</summary>
    public int Find(StreamKey key)
    {
        for (int slot = (int)key.Low & slotMask; ; slot = (slot + 1) & slotMask)
        {
            IndexSlot candidate = slots[slot];
            if (candidate.Row == NoRow || (candidate.Tag == Tag(key) && Header(candidate.Row).Key == key))
            {
                return candidate.Row;
            }
        }
    }

    /// <summary>The row of a stream that has none yet, all zero but for its header's key and activity.</summary>
    /// <param name="key">The stream.</param>
    /// <param name="activity">The lane's event number.</param>
    /// <param name="replaced">The row of the stream that makes room, where the table is full; else -1.</param>
    public int Add(StreamKey key, long activity, int replaced = NoRow)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(replaced >= 0, IsFull, nameof(replaced));
        int row = replaced;
        if (IsFull)
        {
            RemoveFromIndex(Header(row).Key);
        }
        else
        {
            row = Count++;
        }

        BeforeChange?.Keep(row);
        new Span<byte>(arena.Row(row), arena.RowBytes).Clear();
        ref RowHeader header = ref Header(row);
        header.Key = key;
        header.LastActivity = activity;
        slots[FreeSlot(key)] = new IndexSlot(Tag(key), row);
        return row;
    }

    /// <summary>The header of a row below <see cref="Count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref RowHeader Header(int row) => ref *(RowHeader*)arena.Row(row);

    /// <summary>All bytes of a row below <see cref="Count"/>, 64-byte aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Row(int row) => arena.Row(row);

    /// <summary>Adds the rows in use.</summary>
    internal void AddTo(StateHash hash)
    {
        hash.Add(Count);
        for (int row = 0; row < Count; row++)
        {
            hash.Add(new ReadOnlySpan<byte>(Row(row), arena.RowBytes));
        }
    }

    /// <summary>Writes over rows, from a byte of the first on: their place in the arena is a snapshot's.</summary>
    internal void Fill(long start, ReadOnlySpan<byte> bytes) => bytes.CopyTo(new Span<byte>(arena.Row(0) + start, bytes.Length));

    /// <summary>Takes the first rows as they were filled in, in an empty table.</summary>
    /// <exception cref="InvalidSnapshotException">They can't be rows of one table that has seen so many events.</exception>
    internal void Adopt(int rows, long eventNumber)
    {
        for (int row = 0; row < rows; row++)
        {
            ref RowHeader header = ref Header(row);
            if (header.LastActivity < 1 || header.LastActivity > eventNumber || header.EventCount < 1 || Find(header.Key) != NoRow)
            {
                throw new InvalidSnapshotException($"row {row} can't be: it stands there twice, or its counts contradict the lane's");
            }

            slots[FreeSlot(header.Key)] = new IndexSlot(Tag(header.Key), row);
            Count++;
        }
    }

    /// <summary>Frees rows and index; no row may be touched afterwards.</summary>
    public void Dispose()
    {
        arena.Dispose();
        index.Dispose();
    }

    private int FreeSlot(StreamKey key)
    {
        int slot = (int)key.Low & slotMask;
        while (slots[slot].Row != NoRow)
        {
            slot = (slot + 1) & slotMask;
        }

        return slot;
    }

    private static int SlotCount(int capacity) => (int)BitOperations.RoundUpToPowerOf2((uint)(capacity + capacity / 3 + 1));

    private static uint Tag(StreamKey key) => (uint)(key.Low >> 32);

    /// <summary>Deletion by backward shift: no tombstones, so probes never grow longer with age (Knuth, TAOCP 3, 6.4, algorithm R).</summary>
    private void RemoveFromIndex(StreamKey key)
    {
        int hole = (int)key.Low & slotMask;
        while (slots[hole].Row == NoRow || Header(slots[hole].Row).Key != key)
        {
            hole = (hole + 1) & slotMask;
        }

        for (int slot = (hole + 1) & slotMask; slots[slot].Row != NoRow; slot = (slot + 1) & slotMask)
        {
            int home = (int)Header(slots[slot].Row).Key.Low & slotMask;
            bool homeLiesBetween = ((slot - home) & slotMask) < ((slot - hole) & slotMask);
            if (!homeLiesBetween)
            {
                slots[hole] = slots[slot];
                hole = slot;
            }
        }

        slots[hole] = new IndexSlot(0, NoRow);
    }

    private readonly record struct IndexSlot(uint Tag, int Row);
}
