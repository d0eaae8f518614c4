using System.Buffers.Binary;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>A lane's whole state in one stream of bytes: the manifest behind its length, then all chunks.</summary>
public static class LaneSnapshot
{
    private const int MaxManifestBytes = 64 << 20;

    /// <summary>Writes it.</summary>
    /// <param name="lane">The lane, between two events.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="settings">What the snapshot is of; null for the default.</param>
    /// <param name="beyond">Goes over what stands on the lane and is saved with it; null for nothing.</param>
    public static void Save(Lane lane, Stream stream, CaptureSettings? settings = null, Action<StateWalk>? beyond = null)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(stream);

        // Twice over: the checksums come first, and the state may be larger than what memory is left.
        byte[] manifest = Write(lane, Stream.Null, settings, beyond).Encode();
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, manifest.Length);
        stream.Write(length);
        stream.Write(manifest);
        Write(lane, stream, settings, beyond);
    }

    /// <summary>Brings a fresh lane to the state that was written.</summary>
    /// <param name="lane">A lane that was given no event yet; of no use where this throws.</param>
    /// <param name="stream">Where from.</param>
    /// <param name="beyond">Goes over what stands on the lane and was saved with it; null for nothing.</param>
    /// <exception cref="InvalidSnapshotException">It is no whole snapshot of such a lane.</exception>
    public static SnapshotManifest Restore(Lane lane, Stream stream, Action<StateWalk>? beyond = null)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(stream);
        int length = BinaryPrimitives.ReadInt32LittleEndian(Read(stream, sizeof(int)));
        if (length is < 0 or > MaxManifestBytes)
        {
            throw new InvalidSnapshotException("it does not begin with a manifest");
        }

        SnapshotManifest manifest = SnapshotManifest.Decode(Read(stream, length));
        var restore = new LaneRestore(lane, manifest);
        Add(isHead: true, manifest.Head);
        Add(isHead: false, manifest.RowChunks);
        restore.Complete(beyond);
        return manifest;

        void Add(bool isHead, IReadOnlyList<SnapshotChunk> chunks)
        {
            for (int i = 0; i < chunks.Count; i++)
            {
                restore.TryAdd(new SnapshotPlace(isHead, i, chunks[i].Slot), Read(stream, SnapshotChunk.PrefixBytes + chunks[i].Length));
            }
        }
    }

    private static SnapshotManifest Write(Lane lane, Stream stream, CaptureSettings? settings, Action<StateWalk>? beyond)
    {
        settings ??= new CaptureSettings { Position = lane.LastOffset + 1 };
        byte[] value = new byte[SnapshotChunk.PrefixBytes + settings.ChunkBytes];
        using var capture = new LaneCapture(lane, beyond, settings, since: null);
        while (capture.TryTake(value, out _, out int length))
        {
            stream.Write(value.AsSpan(0, length));
        }

        return capture.Manifest;
    }

    /// <summary>So many bytes, in memory that grows with what is really there.</summary>
    private static byte[] Read(Stream stream, int length)
    {
        const int piece = 1 << 20;
        byte[] bytes = new byte[Math.Min(length, piece)];
        for (int read = 0; read < length;)
        {
            if (read == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
            }

            int more = stream.Read(bytes.AsSpan(read));
            if (more == 0)
            {
                throw new InvalidSnapshotException($"it ends {length - read} bytes too early");
            }

            read += more;
        }

        return bytes;
    }
}
