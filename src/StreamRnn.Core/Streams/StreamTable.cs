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
/// only a match looks at the row. At capacity the least recently active stream makes room, one still in warm-up before
/// any that is established: a flood of random keys never pushes out established streams.
/// </remarks>
public sealed unsafe class StreamTable : IDisposable
{
    private const int Alignment = 64;
    private const int NoRow = -1;

    private readonly Arena arena;
    private readonly long warmUpEvents;
    private readonly int slotMask;
    private readonly Arena index;
    private readonly IndexSlot* slots;

    /// <summary>Rows by their order of eviction as it stood when they were entered.</summary>
    private readonly PriorityQueue<int, ulong> evictionOrder = new();

    /// <summary>Whether all rows are entered there, which they are from when the first has to go.</summary>
    private bool hasEvictionOrder;

    /// <summary>Reserves a table.</summary>
    /// <param name="capacity">Rows, 1 to 16,777,216.</param>
    /// <param name="rowBytes">Bytes a row, header included: a multiple of 64.</param>
    /// <param name="warmUpEvents">Events after which a stream counts as established.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size lies outside its range.</exception>
    /// <exception cref="OutOfMemoryException">The system doesn't give the arena.</exception>
    public StreamTable(int capacity, int rowBytes, long warmUpEvents)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, LaneOptions.MaxCapacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowBytes, RowHeader.SizeBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rowBytes % Alignment, 0);
        Capacity = capacity;
        this.warmUpEvents = warmUpEvents;
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

    /// <summary>Streams evicted so far, a count and nothing else: a table that goes on from another's rows may be given that one's.</summary>
    public long Evictions { get; internal set; }

    /// <summary>Bytes that a table of this size comes to when it is full, index and eviction order included.</summary>
    public static long SizeBytes(int capacity, int rowBytes) =>
        (long)capacity * rowBytes + IndexBytes(capacity) + EvictionOrderBytes(capacity);

    /// <summary>Bytes of the index alone.</summary>
    public static long IndexBytes(int capacity) => (long)SlotCount(capacity) * sizeof(IndexSlot);

    /// <summary>Bytes of the order of eviction alone, which is made when the first stream has to go.</summary>
    public static long EvictionOrderBytes(int capacity) => (long)capacity * EvictionEntryBytes;

    private const int EvictionEntryBytes = 16;

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

    /// <summary>True when the next stream that is added evicts another.</summary>
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

    /// <summary>The row of a stream that has none yet, all zero but for its header's key and activity; evicts a stream where the table is full.</summary>
    public int Add(StreamKey key, long activity)
    {
        int row = Count < Capacity ? Count++ : Evict();
        BeforeChange?.Keep(row);
        new Span<byte>(arena.Row(row), arena.RowBytes).Clear();
        ref RowHeader header = ref Header(row);
        header.Key = key;
        header.LastActivity = activity;
        slots[FreeSlot(key)] = new IndexSlot(Tag(key), row);
        if (hasEvictionOrder)
        {
            evictionOrder.Enqueue(row, OrderOfEviction(header));
        }

        return row;
    }

    /// <summary>The header of a row below <see cref="Count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref RowHeader Header(int row) => ref *(RowHeader*)arena.Row(row);

    /// <summary>All bytes of a row below <see cref="Count"/>, 64-byte aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Row(int row) => arena.Row(row);

    /// <summary>Adds the rows in use, in the order of their last activity: where in the arena they stand is no part of the state, and the order of eviction follows from them.</summary>
    internal void AddTo(StateHash hash)
    {
        hash.Add(Count);
        foreach (int row in Enumerable.Range(0, Count).OrderBy(row => Header(row).LastActivity))
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

    /// <summary>Streams in warm-up come before established ones, then the least recently active: smaller goes first.</summary>
    private ulong OrderOfEviction(in RowHeader header) =>
        (ulong)header.LastActivity | (header.EventCount >= warmUpEvents ? 1UL << 63 : 0);

    /// <summary>
    /// Frees the row that is first in the order of eviction. A row's order only ever grows, so an entry is a lower bound:
    /// one that still holds is the least of all, one that doesn't is entered anew.
    /// </summary>
    private int Evict()
    {
        if (!hasEvictionOrder)
        {
            hasEvictionOrder = true;

            // At once and exactly: growing by doubling would leave up to twice the memory in use.
            evictionOrder.EnsureCapacity(Count);
            evictionOrder.EnqueueRange(Enumerable.Range(0, Count).Select(row => (row, OrderOfEviction(Header(row)))));
        }

        while (true)
        {
            evictionOrder.TryDequeue(out int row, out ulong entered);
            ulong order = OrderOfEviction(Header(row));
            if (order == entered)
            {
                RemoveFromIndex(Header(row).Key);
                Evictions++;
                return row;
            }

            evictionOrder.Enqueue(row, order);
        }
    }

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
