using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace StreamRnn.Core.Snapshots;

/// <summary>What a snapshot consists of, and what it is a snapshot of. It is written last: without it there is no snapshot.</summary>
/// <remarks>
/// The state is a head, all that stands outside the rows, and the rows as they stand in the arena; each is cut into chunks of equal length, of which the last may be
/// shorter. A chunk that has not changed since an earlier snapshot keeps that one's version.
/// </remarks>
public sealed record SnapshotManifest
{
    /// <summary>The version of the format. It is to be raised with every change of what a walk or a row holds.</summary>
    public const int Format = 1;

    /// <summary>The longest chunk: it fits a Kafka record of the default size.</summary>
    public const int MaxChunkBytes = 1 << 19;

    private const int MinChunkBytes = 64;
    private const int ChecksumBytes = sizeof(uint);
    private const long Magic = 0x31_53_4E_52_4D_52_54_53; // "STRMRNS1"

    /// <summary>Where the input came from, in the words of who wrote the snapshot.</summary>
    public required ImmutableArray<SnapshotTrait> Origin { get; init; }

    /// <summary>What the state and its further results depend on besides the input.</summary>
    public required ImmutableArray<SnapshotTrait> Model { get; init; }

    /// <summary>What further results depend on and the state does not: it may change from one run to the next.</summary>
    public required ImmutableArray<SnapshotTrait> Policy { get; init; }

    /// <summary>The offset of the first record that is not part of the state.</summary>
    public required long Position { get; init; }

    /// <summary>The lane's event number.</summary>
    public required long EventNumber { get; init; }

    /// <summary>Rows in use.</summary>
    public required int Rows { get; init; }

    /// <summary>Bytes of a row.</summary>
    public required int RowBytes { get; init; }

    /// <summary>Bytes of a chunk.</summary>
    public required int ChunkBytes { get; init; }

    /// <summary>The chunks outside the rows.</summary>
    public required ImmutableArray<SnapshotChunk> Head { get; init; }

    /// <summary>The chunks of the rows.</summary>
    public required ImmutableArray<SnapshotChunk> RowChunks { get; init; }

    /// <summary>Bytes of all chunks.</summary>
    public long TotalBytes => Head.Concat(RowChunks).Sum(static chunk => (long)chunk.Length);

    /// <summary>The manifest as it is written.</summary>
    public byte[] Encode()
    {
        var writer = new ArrayBufferWriter<byte>();
        Walk(new SaveWalk(writer), this);
        BinaryPrimitives.WriteUInt32LittleEndian(writer.GetSpan(ChecksumBytes), Crc32C.Of(writer.WrittenSpan));
        writer.Advance(ChecksumBytes);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidSnapshotException">It is none, or it is damaged.</exception>
    public static SnapshotManifest Decode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < ChecksumBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[^ChecksumBytes..]) != Crc32C.Of(bytes.Span[..^ChecksumBytes]))
        {
            throw new InvalidSnapshotException("the manifest is damaged: its checksum does not hold");
        }

        var walk = new RestoreWalk(bytes[..^ChecksumBytes]);
        SnapshotManifest manifest = Walk(walk, Empty);
        walk.End();
        manifest.Require();
        return manifest;
    }

    /// <summary>How many chunks so many bytes are.</summary>
    internal static int ChunkCount(long bytes, int chunkBytes) => checked((int)((bytes + chunkBytes - 1) / chunkBytes));

    private static SnapshotManifest Empty => new()
    {
        Origin = [],
        Model = [],
        Policy = [],
        Position = 0,
        EventNumber = 0,
        Rows = 0,
        RowBytes = 0,
        ChunkBytes = 0,
        Head = [],
        RowChunks = [],
    };

    private static SnapshotManifest Walk(StateWalk walk, SnapshotManifest manifest)
    {
        if (walk.Next(Magic) != Magic)
        {
            throw new InvalidSnapshotException("it is no manifest of a snapshot");
        }

        long format = walk.Next((long)Format);
        if (format != Format)
        {
            throw new InvalidSnapshotException($"its format is {format}, and this version reads {Format}");
        }

        return new SnapshotManifest
        {
            Origin = SnapshotTrait.Walk(walk, manifest.Origin),
            Model = SnapshotTrait.Walk(walk, manifest.Model),
            Policy = SnapshotTrait.Walk(walk, manifest.Policy),
            Position = walk.Next(manifest.Position),
            EventNumber = walk.Next(manifest.EventNumber),
            Rows = walk.Next(manifest.Rows, 0, int.MaxValue),
            RowBytes = walk.Next(manifest.RowBytes, 0, int.MaxValue),
            ChunkBytes = walk.Next(manifest.ChunkBytes, MinChunkBytes, MaxChunkBytes),
            Head = SnapshotChunk.Walk(walk, manifest.Head),
            RowChunks = SnapshotChunk.Walk(walk, manifest.RowChunks),
        };
    }

    private void Require()
    {
        long bytes = (long)Rows * RowBytes;
        if (Position < 0 || EventNumber < 0 || !Fit(RowChunks, bytes) || !Fit(Head, Head.Sum(static chunk => (long)chunk.Length)))
        {
            throw new InvalidSnapshotException($"the manifest contradicts itself: {Rows} rows of {RowBytes} bytes in {RowChunks.Length} chunks of {ChunkBytes} bytes");
        }
    }

    private bool Fit(ImmutableArray<SnapshotChunk> chunks, long bytes)
    {
        if (chunks.Length != (bytes + ChunkBytes - 1) / ChunkBytes)
        {
            return false;
        }

        for (int i = 0; i < chunks.Length; i++)
        {
            if (chunks[i].Length != Math.Min(ChunkBytes, bytes - ((long)i * ChunkBytes)))
            {
                return false;
            }
        }

        return true;
    }
}
