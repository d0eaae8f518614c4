using StreamRnn.Core.Buffers;

namespace StreamRnn.Core.Streams;

/// <summary>Rows as they were when a snapshot began, of those that changed before their turn. Asked before each change; takes memory by the megabyte, off the heap, and gives it back at the end.</summary>
internal sealed unsafe class RowsAside : IDisposable
{
    private const int BlockBytes = 1 << 20;

    private readonly StreamTable table;
    private readonly int rowBytes;
    private readonly int rowsPerBlock;
    private readonly int maxRows;
    private readonly List<Arena> blocks = [];

    /// <summary>By row: where it stands here, from 1; 0 where it does not.</summary>
    private readonly int[] places;
    private int firstWaiting;
    private int count;

    /// <param name="table">The rows.</param>
    /// <param name="rows">Those that the snapshot has.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    /// <param name="maxBytes">Bytes that may be put aside.</param>
    public RowsAside(StreamTable table, int rows, int rowBytes, long maxBytes)
    {
        this.table = table;
        this.rowBytes = rowBytes;
        rowsPerBlock = Math.Max(1, BlockBytes / rowBytes);
        maxRows = (int)Math.Clamp(maxBytes / rowBytes, 1, int.MaxValue - 1);
        places = new int[rows];
    }

    /// <summary>Whether there is any.</summary>
    public bool Any => count > 0;

    /// <summary>Whether there were more than may be put aside: what is here is of no use then.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Rows before this one are in the snapshot already.</summary>
    public void Pass(int row) => firstWaiting = row;

    /// <summary>To be called before a row changes.</summary>
    public void Keep(int row)
    {
        if (row < firstWaiting || row >= places.Length || places[row] != 0 || IsFull)
        {
            return;
        }

        if (count == maxRows)
        {
            IsFull = true;
            return;
        }

        if (count / rowsPerBlock == blocks.Count)
        {
            blocks.Add(new Arena(rowsPerBlock, rowBytes));
        }

        new ReadOnlySpan<byte>(table.Row(row), rowBytes).CopyTo(Place(count));
        places[row] = ++count;
    }

    /// <summary>A row as it was, where it was put aside.</summary>
    public bool TryGet(int row, out ReadOnlySpan<byte> saved)
    {
        int place = places[row];
        saved = place == 0 ? default : Place(place - 1);
        return place != 0;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (Arena block in blocks)
        {
            block.Dispose();
        }
    }

    private Span<byte> Place(int index) => new(blocks[index / rowsPerBlock].Row(index % rowsPerBlock), rowBytes);
}
