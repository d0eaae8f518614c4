using System.Buffers.Binary;

namespace StreamRnn.Core.Streams;

/// <summary>
/// The names of a lane's streams as they were when a snapshot began, handed out piece by piece as <see cref="StreamNames.Walk"/> would write them. A name that is about to be replaced before
/// its turn is put aside; most never are.
/// </summary>
internal sealed class NamesCapture
{
    /// <summary>Bytes that a lane can go on from: they are read in one piece.</summary>
    private const long MaxBytes = 1 << 30;

    private const int PrefixBytes = sizeof(long);

    private readonly StreamNames names;
    private readonly int rows;
    private readonly long maxBytesAside;
    private readonly Dictionary<int, byte[]> aside = [];
    private long bytesAside;
    private int next;

    /// <summary>Bytes of the next name, its length included, that are handed out already.</summary>
    private int taken;

    public NamesCapture(StreamNames names, int rows, long maxBytesAside)
    {
        this.names = names;
        this.rows = rows;
        this.maxBytesAside = maxBytesAside;
        Length = names.TotalBytes + ((long)rows * PrefixBytes);
        IsFull = Length > MaxBytes;
    }

    /// <summary>Bytes of all pieces together.</summary>
    public long Length { get; }

    /// <summary>Whether they are too long, or more were replaced than may be put aside: what is handed out is of no use then.</summary>
    public bool IsFull { get; private set; }

    /// <summary>To be called before a row is given another name.</summary>
    public void Keep(int row)
    {
        if (row < next || row >= rows || IsFull || aside.ContainsKey(row))
        {
            return;
        }

        byte[] name = names[row].ToArray();
        bytesAside += name.Length;
        IsFull = bytesAside > maxBytesAside;
        aside.Add(row, name);
    }

    /// <summary>Fills a piece with what comes next.</summary>
    public void Take(Span<byte> piece)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        while (!piece.IsEmpty)
        {
            ReadOnlySpan<byte> name = aside.TryGetValue(next, out byte[]? saved) ? saved : names[next];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, name.Length);
            ReadOnlySpan<byte> rest = taken < PrefixBytes ? prefix[taken..] : name[(taken - PrefixBytes)..];
            int length = Math.Min(rest.Length, piece.Length);
            rest[..length].CopyTo(piece);
            piece = piece[length..];
            taken += length;
            if (taken == PrefixBytes + name.Length)
            {
                aside.Remove(next++);
                taken = 0;
            }
        }
    }
}
