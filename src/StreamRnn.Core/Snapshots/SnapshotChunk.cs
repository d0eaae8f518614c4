using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Snapshots;

/// <summary>Where a chunk stands: which part of the state it is of, and which of the two slots that its part has in turn.</summary>
/// <param name="IsHead">Whether it is of what stands outside the rows.</param>
/// <param name="Index">Its number in the head or among the rows' chunks, from 0.</param>
/// <param name="Slot">0 or 1. A new version never takes the slot of the one in use, so that a snapshot that isn't finished leaves the one before it whole.</param>
public readonly record struct SnapshotPlace(bool IsHead, int Index, int Slot);

/// <summary>What a manifest knows of a chunk. Written as it stands in memory.</summary>
/// <param name="Version">The position of the snapshot that wrote it: with equal places it tells contents apart.</param>
/// <param name="Checksum">CRC-32C of the chunk as it is written, its version included.</param>
/// <param name="LengthAndSlot">Twice its length in bytes, without its version, plus its slot.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SnapshotChunk(long Version, uint Checksum, int LengthAndSlot)
{
    /// <summary>Bytes before a chunk's contents: its version.</summary>
    public const int PrefixBytes = sizeof(long);

    private const int MaxCount = 1 << 20;

    /// <summary>Bytes of its contents.</summary>
    public int Length => LengthAndSlot >> 1;

    /// <summary>Its slot.</summary>
    public int Slot => LengthAndSlot & 1;

    /// <summary>Puts the version before contents that stand at <see cref="PrefixBytes"/>, and says what is to be known of the chunk.</summary>
    internal static SnapshotChunk Seal(Span<byte> value, long version, int slot)
    {
        BinaryPrimitives.WriteInt64LittleEndian(value, version);
        return new SnapshotChunk(version, Crc32C.Of(value), ((value.Length - PrefixBytes) << 1) | slot);
    }

    /// <summary>The version that a written chunk bears; null where it is too short for one.</summary>
    public static long? VersionOf(ReadOnlySpan<byte> value) => value.Length < PrefixBytes ? null : BinaryPrimitives.ReadInt64LittleEndian(value);

    internal static ImmutableArray<SnapshotChunk> Walk(StateWalk walk, ImmutableArray<SnapshotChunk> chunks)
    {
        int count = walk.Next(chunks.Length, 0, MaxCount);
        var next = ImmutableArray.CreateBuilder<SnapshotChunk>();
        for (int i = 0; i < count; i++)
        {
            next.Add(walk.Value(i < chunks.Length ? chunks[i] : default));
        }

        return next.ToImmutable();
    }
}
