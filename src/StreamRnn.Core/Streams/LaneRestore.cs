using System.Collections.Immutable;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>
/// Brings a fresh lane to a snapshot's state, chunk by chunk in any order. Whatever it is given, it takes no more memory than the lane has and the bytes given; where it
/// throws, the lane is of no use any more.
/// </summary>
public sealed class LaneRestore
{
    private readonly Lane lane;
    private readonly SnapshotManifest manifest;
    private readonly byte[]?[] head;
    private readonly bool[] rows;
    private SnapshotPlace? damaged;

    /// <summary>Checks that the snapshot is one of such a lane.</summary>
    /// <param name="lane">A lane that was given no event yet.</param>
    /// <param name="manifest">What the snapshot consists of.</param>
    /// <param name="model">What the results depend on besides the lane's own options.</param>
    /// <param name="policy">What else further results depend on, and the state does not.</param>
    /// <exception cref="InvalidSnapshotException">It is not; the message names each option that differs, with both values.</exception>
    public LaneRestore(Lane lane, SnapshotManifest manifest, ImmutableArray<SnapshotTrait>? model = null, ImmutableArray<SnapshotTrait>? policy = null)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(manifest);
        if (lane.EventNumber > 0 || lane.LastOffset >= 0)
        {
            throw new InvalidOperationException("The lane has been given events; a snapshot is for a fresh one.");
        }

        if (SnapshotTrait.Difference(manifest.Model, [.. LaneTraits.Of(lane), .. model ?? []]) is { } difference)
        {
            throw new InvalidSnapshotException(difference) { IsOfAnotherModel = true };
        }

        if (manifest.RowBytes != lane.Layout.RowBytes || manifest.Rows > lane.Options.Capacity)
        {
            throw new InvalidSnapshotException($"it has {manifest.Rows} rows of {manifest.RowBytes} bytes; the lane has room for {lane.Options.Capacity} of {lane.Layout.RowBytes}");
        }

        PolicyChange = SnapshotTrait.Difference(manifest.Policy, [.. LaneTraits.PolicyOf(lane), .. policy ?? []]);
        this.lane = lane;
        this.manifest = manifest;
        head = new byte[manifest.Head.Length][];
        rows = new bool[manifest.RowChunks.Length];
    }

    /// <summary>What of the options has changed that the state does not depend on, in words with both values; null where nothing has.</summary>
    public string? PolicyChange { get; }

    /// <summary>Chunks that have come.</summary>
    public int Taken { get; private set; }

    /// <summary>Chunks that the snapshot has.</summary>
    public int Total => head.Length + rows.Length;

    /// <summary>
    /// Takes a chunk in; false where it is none of this snapshot. One of the same version with another checksum may be a damaged one, or one of another past that came
    /// to the same position: it counts as missing, unless the right one comes as well.
    /// </summary>
    public bool TryAdd(SnapshotPlace place, ReadOnlySpan<byte> value)
    {
        ImmutableArray<SnapshotChunk> chunks = place.IsHead ? manifest.Head : manifest.RowChunks;
        if (place.Index < 0 || place.Index >= chunks.Length || chunks[place.Index] is var chunk && (chunk.Slot != place.Slot || chunk.Version != SnapshotChunk.VersionOf(value)))
        {
            return false;
        }

        if (chunk.Length != value.Length - SnapshotChunk.PrefixBytes || chunk.Checksum != Crc32C.Of(value))
        {
            damaged ??= place;
            return false;
        }

        ReadOnlySpan<byte> contents = value[SnapshotChunk.PrefixBytes..];
        bool isNew = place.IsHead ? head[place.Index] is null : !rows[place.Index];
        if (place.IsHead)
        {
            head[place.Index] = contents.ToArray();
        }
        else
        {
            lane.Table.Fill((long)place.Index * manifest.ChunkBytes, contents);
            rows[place.Index] = true;
        }

        Taken += isNew ? 1 : 0;
        return true;
    }

    /// <summary>Lets the lane go on from the snapshot.</summary>
    /// <param name="beyond">Goes over what stands on the lane and was saved with it; null for nothing.</param>
    /// <exception cref="InvalidSnapshotException">A chunk is missing, or what came contradicts itself.</exception>
    public void Complete(Action<StateWalk>? beyond = null)
    {
        int missingHead = Array.FindIndex(head, static chunk => chunk is null);
        int missingRows = Array.IndexOf(rows, false);
        if (damaged is { } suspect && (suspect.IsHead ? head[suspect.Index] is null : !rows[suspect.Index]))
        {
            throw new InvalidSnapshotException($"{Name(suspect.IsHead, suspect.Index)} is damaged: its checksum does not hold");
        }

        if (missingHead >= 0 || missingRows >= 0)
        {
            throw new InvalidSnapshotException($"{Total - Taken} of {Total} chunks are missing, {Name(missingHead >= 0, missingHead >= 0 ? missingHead : missingRows)} for one");
        }

        var walk = new RestoreWalk(JoinHead());
        lane.Walk(walk);
        beyond?.Invoke(walk);
        lane.Names?.Walk(walk, manifest.Rows);
        walk.End();
        if (lane.EventNumber != manifest.EventNumber)
        {
            throw new InvalidSnapshotException($"its event number is {lane.EventNumber} and by its manifest {manifest.EventNumber}");
        }

        lane.Adopt(manifest.Rows);
    }

    private byte[] JoinHead()
    {
        long length = head.Sum(static chunk => (long)chunk!.Length);
        byte[] whole = new byte[length <= Array.MaxLength ? length : throw new InvalidSnapshotException($"{length} bytes outside the rows are more than can be")];
        int start = 0;
        for (int i = 0; i < head.Length; i++)
        {
            head[i]!.CopyTo(whole, start);
            start += head[i]!.Length;
            head[i] = null;
        }

        return whole;
    }

    private static string Name(bool isHead, int index) => isHead ? $"head {index}" : $"rows {index}";
}
