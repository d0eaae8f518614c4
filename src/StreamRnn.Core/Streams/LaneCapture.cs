using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>
/// A lane's state at one offset, handed out chunk by chunk while the lane goes on. Made between two batches; each call costs one chunk's copy at most, so no batch waits
/// for more than that. Belongs to the lane's thread.
/// </summary>
/// <remarks>
/// What is small, all outside the rows and the names, is copied at once; names follow it piece by piece. A row is copied with its chunk; one that is about to change before its chunk's turn is put aside as it was
/// (<see cref="RowsAside"/>). A chunk none of whose rows has had an event since the last snapshot is not handed out: that one's stays good.
/// </remarks>
public sealed unsafe class LaneCapture : IDisposable
{
    private readonly StreamTable table;
    private readonly int rowBytes;
    private readonly SnapshotManifest? since;
    private readonly bool takesAll;
    private readonly ReadOnlyMemory<byte> head;
    private readonly StreamNames? names;
    private readonly NamesCapture? namesLeft;
    private readonly RowsAside aside;
    private readonly SnapshotChunk[] headChunks;
    private readonly SnapshotChunk[] rowChunks;
    private readonly SnapshotManifest manifest;
    private int nextHead;
    private int nextRows;

    /// <summary>Begins with the state as it is now.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="beyond">Goes over what stands on the lane and is saved with it; null for nothing.</param>
    /// <param name="settings">What the snapshot is of.</param>
    /// <param name="since">The last snapshot, which stays whole until this one is finished, and whose chunks stay good where they have not changed; null where there is none.</param>
    public LaneCapture(Lane lane, Action<StateWalk>? beyond, CaptureSettings settings, SnapshotManifest? since)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(settings);
        table = lane.Table;
        rowBytes = lane.Layout.RowBytes;
        this.since = since;
        takesAll = settings.TakesAll || since is null || since.ChunkBytes != settings.ChunkBytes || since.RowBytes != rowBytes;
        var writer = new ArrayBufferWriter<byte>();
        var walk = new SaveWalk(writer);
        lane.Walk(walk);
        beyond?.Invoke(walk);
        head = writer.WrittenMemory;
        manifest = new SnapshotManifest
        {
            Origin = settings.Origin,
            Model = [.. LaneTraits.Of(lane), .. settings.Model],
            Policy = [.. LaneTraits.PolicyOf(lane), .. settings.Policy],
            Position = settings.Position,
            EventNumber = lane.EventNumber,
            Rows = table.Count,
            RowBytes = rowBytes,
            ChunkBytes = settings.ChunkBytes,
            Head = [],
            RowChunks = [],
        };
        names = lane.Names;
        namesLeft = names is null ? null : new NamesCapture(names, table.Count, settings.MaxBytesAside);
        headChunks = new SnapshotChunk[SnapshotManifest.ChunkCount(HeadBytes, settings.ChunkBytes)];
        rowChunks = new SnapshotChunk[SnapshotManifest.ChunkCount((long)manifest.Rows * rowBytes, settings.ChunkBytes)];
        aside = new RowsAside(table, manifest.Rows, rowBytes, settings.MaxBytesAside);
        table.BeforeChange = aside;
        names?.BeforeChange = namesLeft;
    }

    /// <summary>Whether so much has changed meanwhile that the snapshot had to be given up.</summary>
    public bool IsGivenUp => aside.IsFull || namesLeft is { IsFull: true };

    /// <summary>Whether all has been handed out.</summary>
    public bool IsComplete => nextHead == headChunks.Length && nextRows == rowChunks.Length;

    /// <summary>Chunks that the snapshot has.</summary>
    public int Total => headChunks.Length + rowChunks.Length;

    /// <summary>What the snapshot consists of, once it <see cref="IsComplete"/>.</summary>
    public SnapshotManifest Manifest => IsComplete && !IsGivenUp
        ? manifest with { Head = ImmutableArray.Create(headChunks), RowChunks = ImmutableArray.Create(rowChunks) }
        : throw new InvalidOperationException("The snapshot is not complete.");

    /// <summary>
    /// Hands the next chunk out as it is to be written; looks at no more than so many chunks that have not changed. False where there was none among them, or where all is handed out.
    /// </summary>
    /// <param name="value">Has room for <see cref="SnapshotChunk.PrefixBytes"/> and a chunk.</param>
    /// <param name="place">Where the chunk stands.</param>
    /// <param name="length">Bytes of <paramref name="value"/> that are the chunk.</param>
    public bool TryTake(Span<byte> value, out SnapshotPlace place, out int length)
    {
        const int maxLooks = 4;
        if (nextHead < headChunks.Length && !IsGivenUp)
        {
            TakeHead(value, out place, out length);
            return true;
        }

        for (int looks = 0; looks < maxLooks && nextRows < rowChunks.Length && !IsGivenUp; looks++)
        {
            if (IsUnchanged(nextRows))
            {
                rowChunks[nextRows] = since!.RowChunks[nextRows];
                Advance();
                continue;
            }

            TakeRows(value, out place, out length);
            return true;
        }

        (place, length) = (default, 0);
        return false;
    }

    /// <summary>Lets the lane go on alone.</summary>
    public void Dispose()
    {
        if (table.BeforeChange == aside)
        {
            table.BeforeChange = null;
            names?.BeforeChange = null;
        }

        aside.Dispose();
    }

    /// <summary>Bytes of all that is not in the rows.</summary>
    private long HeadBytes => head.Length + (namesLeft?.Length ?? 0);

    private void TakeHead(Span<byte> value, out SnapshotPlace place, out int length)
    {
        int index = nextHead++;
        int slot = FreeSlot(since?.Head, index);
        long start = (long)index * manifest.ChunkBytes;
        length = SnapshotChunk.PrefixBytes + (int)Math.Min(manifest.ChunkBytes, HeadBytes - start);
        Span<byte> contents = value[SnapshotChunk.PrefixBytes..length];
        ReadOnlySpan<byte> copied = head.Span[(int)Math.Min(start, head.Length)..];
        copied = copied[..Math.Min(copied.Length, contents.Length)];
        copied.CopyTo(contents);
        namesLeft?.Take(contents[copied.Length..]);
        headChunks[index] = SnapshotChunk.Seal(value[..length], manifest.Position, slot);
        place = new SnapshotPlace(IsHead: true, index, slot);
    }

    private void TakeRows(Span<byte> value, out SnapshotPlace place, out int length)
    {
        int index = nextRows;
        int slot = FreeSlot(since?.RowChunks, index);
        (long start, long end) = Range(index);
        length = SnapshotChunk.PrefixBytes + (int)(end - start);
        Span<byte> contents = value[SnapshotChunk.PrefixBytes..length];
        new ReadOnlySpan<byte>(table.Row(0) + start, contents.Length).CopyTo(contents);
        for (int row = (int)(start / rowBytes); (long)row * rowBytes < end && aside.Any; row++)
        {
            if (aside.TryGet(row, out ReadOnlySpan<byte> saved))
            {
                // A long row may stand in several chunks.
                long from = Math.Max(start, (long)row * rowBytes);
                long to = Math.Min(end, (row + 1L) * rowBytes);
                saved[(int)(from - ((long)row * rowBytes))..(int)(to - ((long)row * rowBytes))].CopyTo(contents[(int)(from - start)..]);
            }
        }

        rowChunks[index] = SnapshotChunk.Seal(value[..length], manifest.Position, slot);
        place = new SnapshotPlace(IsHead: false, index, slot);
        Advance();
    }

    private void Advance()
    {
        nextRows++;
        aside.Pass((int)(Range(nextRows).Start / rowBytes));
    }

    private bool IsUnchanged(int index)
    {
        (long start, long end) = Range(index);
        if (takesAll || index >= since!.RowChunks.Length || since.RowChunks[index].Length != end - start)
        {
            return false;
        }

        for (int row = (int)(start / rowBytes); (long)row * rowBytes < end; row++)
        {
            long lastActivity = aside.TryGet(row, out ReadOnlySpan<byte> saved)
                ? MemoryMarshal.AsRef<RowHeader>(saved).LastActivity
                : table.Header(row).LastActivity;
            if (lastActivity > since.EventNumber)
            {
                return false;
            }
        }

        return true;
    }

    private (long Start, long End) Range(int chunk)
    {
        long bytes = (long)manifest.Rows * rowBytes;
        return (Math.Min((long)chunk * manifest.ChunkBytes, bytes), Math.Min((chunk + 1L) * manifest.ChunkBytes, bytes));
    }

    private static int FreeSlot(ImmutableArray<SnapshotChunk>? inUse, int index) =>
        inUse is { } chunks && index < chunks.Length ? 1 - chunks[index].Slot : 0;
}

/// <summary>What a snapshot is of, and what it may take.</summary>
public sealed record CaptureSettings
{
    /// <summary>The default of <see cref="MaxBytesAside"/>.</summary>
    public const long DefaultMaxBytesAside = 256L << 20;

    /// <summary>Where the input comes from.</summary>
    public ImmutableArray<SnapshotTrait> Origin { get; init; } = [];

    /// <summary>What the results depend on besides the lane's own options.</summary>
    public ImmutableArray<SnapshotTrait> Model { get; init; } = [];

    /// <summary>What else further results depend on, and the state does not.</summary>
    public ImmutableArray<SnapshotTrait> Policy { get; init; } = [];

    /// <summary>The offset of the first record that the lane has not been given.</summary>
    public long Position { get; init; }

    /// <summary>Bytes of a chunk, 64 to <see cref="SnapshotManifest.MaxChunkBytes"/>.</summary>
    public int ChunkBytes { get; init; } = SnapshotManifest.MaxChunkBytes;

    /// <summary>Whether chunks are handed out that have not changed: where the lane has begun anew since the last snapshot.</summary>
    public bool TakesAll { get; init; }

    /// <summary>Bytes of rows that may be put aside before the snapshot is given up.</summary>
    public long MaxBytesAside { get; init; } = DefaultMaxBytesAside;
}
