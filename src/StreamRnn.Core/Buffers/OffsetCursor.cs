namespace StreamRnn.Core.Buffers;

/// <summary>Hands out the parts of a block of bytes one after the other, each on a boundary of its own.</summary>
internal struct OffsetCursor
{
    /// <summary>A line of the processor's caches.</summary>
    public const int CacheLine = 64;

    /// <summary>Bytes handed out so far, with those left empty between parts.</summary>
    public int Position { get; private set; }

    /// <summary>Where the next part begins.</summary>
    /// <param name="bytes">Its size, 0 and above.</param>
    /// <param name="alignment">What its beginning is a multiple of.</param>
    public int Take(int bytes, int alignment)
    {
        int start = (Position + alignment - 1) / alignment * alignment;
        Position = start + bytes;
        return start;
    }
}
