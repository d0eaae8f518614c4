using FsCheck;
using FsCheck.Fluent;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class LaneSnapshotTests
{
    /// <summary>Events after the snapshot: enough for a training step, some windows, and streams that fall silent or are given up for others.</summary>
    private const int Further = 500;

    [Fact]
    public void Restore_AtAnyEvent_GoesOnAsIfNothingHadBeen()
    {
        long trainingSteps = 0;
        long evictions = 0;
        long refusals = 0;
        long silences = 0;
        Prop.ForAll(SnapshotRun.Any.ToArbitrary(), run =>
        {
            using Lane lane = new(run.Options);
            run.Feed(0, run.Events, lane);
            using Lane restored = new(run.Options);
            SnapshotManifest manifest = LaneSnapshot.Restore(restored, new MemoryStream(Saved(lane, run.ChunkBytes)));

            Assert.Equal(lane.StateHash(), restored.StateHash());
            Assert.Equal(lane.Watermark, restored.Watermark);
            Assert.Equal(lane.LastOffset, restored.LastOffset);
            Assert.Equal(lane.Counters.Streams, restored.Counters.Streams);
            Assert.Equal(lane.Counters.Streams, manifest.Rows);
            Assert.Equal(lane.Counters.RefusedStreams, restored.Counters.RefusedStreams);
            silences += run.Feed(run.Events, run.Events + Further, lane, restored);
            Assert.Equal(lane.StateHash(), restored.StateHash());
            trainingSteps += restored.Counters.TrainingSteps;
            evictions += restored.Counters.Evictions;
            refusals += restored.Counters[EventOutcome.Refused];
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

        Assert.True(
            trainingSteps > 0 && evictions > 0 && refusals > 0 && silences > 0,
            $"what follows a snapshot should have met all: {trainingSteps} training steps, {evictions} evictions, {refusals} refusals, {silences} silences");
    }

    [Fact]
    public void Save_Twice_WritesTheSameBytes()
    {
        using Lane lane = Fed(500);

        Assert.Equal(Saved(lane, 5_000), Saved(lane, 5_000));
    }

    [Fact]
    public void Restore_OtherOptions_NamesEachThatDiffersWithBothValues()
    {
        using Lane lane = Fed(500);
        byte[] saved = Saved(lane);
        using Lane other = new(Options with { Capacity = 9, WarmUpEvents = 70 });

        InvalidSnapshotException refusal = Assert.Throws<InvalidSnapshotException>(() => LaneSnapshot.Restore(other, new MemoryStream(saved)));

        Assert.Equal("Capacity is 8 in the snapshot and 9 now, WarmUpEvents is 60 in the snapshot and 70 now", refusal.Message);
    }

    [Fact]
    public void Restore_OtherPolicy_GoesOnAndSaysWhatHasChanged()
    {
        using Lane lane = Fed(500, Options with { SilenceIntervals = 10 });
        using Lane other = new(Options with { SilenceIntervals = 20 });
        LaneRestore restore = new(other, Chunks(lane, out List<(SnapshotPlace Place, byte[] Value)> chunks));
        Assert.All(chunks, chunk => Assert.True(restore.TryAdd(chunk.Place, chunk.Value)));
        restore.Complete();

        Assert.Equal("SilenceIntervals is 10 in the snapshot and 20 now", restore.PolicyChange);
        Assert.Equal(lane.StateHash(), other.StateHash());
    }

    [Fact]
    public void Restore_SilenceNotMissedBefore_IsRefused()
    {
        using Lane lane = Fed(500);
        byte[] saved = Saved(lane);
        using Lane other = new(Options with { SilenceIntervals = 10 });

        InvalidSnapshotException refusal = Assert.Throws<InvalidSnapshotException>(() => LaneSnapshot.Restore(other, new MemoryStream(saved)));

        Assert.Equal("MissesSilentStreams is False in the snapshot and True now", refusal.Message);
    }

    [Fact]
    public void Restore_OtherLayout_SaysTheRowsDiffer()
    {
        using Lane lane = Fed(500);
        byte[] saved = Saved(lane);
        using Lane other = new(Options with { Memory = StreamMemory.Rich });

        InvalidSnapshotException refusal = Assert.Throws<InvalidSnapshotException>(() => LaneSnapshot.Restore(other, new MemoryStream(saved)));

        Assert.Contains("Memory is Lean in the snapshot and Rich now", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Row is ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_NewerFormat_SaysWhichItIs()
    {
        const int FormatOffset = sizeof(long);
        using Lane lane = Fed(10);
        byte[] encoded = Chunks(lane, out _).Encode();
        encoded[FormatOffset]++;
        BitConverter.TryWriteBytes(encoded.AsSpan(encoded.Length - sizeof(uint)), Crc32C.Of(encoded.AsSpan(0, encoded.Length - sizeof(uint))));

        InvalidSnapshotException refusal = Assert.Throws<InvalidSnapshotException>(() => SnapshotManifest.Decode(encoded));

        Assert.Equal($"its format is {SnapshotManifest.Format + 1}, and this version reads {SnapshotManifest.Format}", refusal.Message);
    }

    /// <summary>As where a group was set back, read again from there, and came to the same offset with another state.</summary>
    [Fact]
    public void TryAdd_ChunkOfAnotherPastAtTheSamePosition_IsPassedOver()
    {
        using Lane lane = Fed(500);
        SnapshotManifest manifest = Chunks(lane, out List<(SnapshotPlace Place, byte[] Value)> chunks);
        using Lane restored = new(Options);
        LaneRestore restore = new(restored, manifest);
        byte[] other = [.. chunks[0].Value];
        other[^1] ^= 1;

        Assert.False(restore.TryAdd(chunks[0].Place, other));
        Assert.All(chunks, chunk => Assert.True(restore.TryAdd(chunk.Place, chunk.Value)));
        Assert.False(restore.TryAdd(chunks[0].Place, other));
        restore.Complete();

        Assert.Equal(lane.StateHash(), restored.StateHash());
    }

    [Fact]
    public void Restore_LaneWithAPast_IsTheCallersMistake()
    {
        using Lane lane = Fed(500);
        byte[] saved = Saved(lane);

        Assert.Throws<InvalidOperationException>(() => LaneSnapshot.Restore(lane, new MemoryStream(saved)));
    }

    [Fact]
    public void Restore_CutAnywhere_IsRefused()
    {
        using Lane lane = Fed(500);
        byte[] saved = Saved(lane, 5_000);
        for (int length = 0; length < saved.Length; length += 1 + (length / 20))
        {
            AssertRefused(saved.AsSpan(0, length).ToArray());
        }
    }

    [Fact]
    public void Restore_AnyBitTurned_IsRefused()
    {
        using Lane lane = Fed(500);
        byte[] saved = Saved(lane, 5_000);
        Random random = new(1);
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = [.. saved];
            damaged[i < 100 ? i : random.Next(saved.Length)] ^= (byte)(1 << random.Next(8));
            AssertRefused(damaged);
        }
    }

    /// <summary>With checksums that hold, as who means harm can make them: what sizes memory and places is checked by itself.</summary>
    [Fact]
    public void Restore_ForgedBytes_AreRefusedOrTakenAndNothingElse()
    {
        using Lane lane = Fed(500);
        SnapshotManifest manifest = Chunks(lane, out List<(SnapshotPlace Place, byte[] Value)> chunks);
        Random random = new(1);
        int refused = 0;
        for (int round = 0; round < 5_000; round++)
        {
            byte[] encoded = manifest.Encode();
            List<(SnapshotPlace Place, byte[] Value)> forged = [.. chunks.Select(static chunk => (chunk.Place, (byte[])chunk.Value.Clone()))];
            if (round % 2 == 0)
            {
                Damage(encoded.AsSpan(0, encoded.Length - sizeof(uint)), random);
                BitConverter.TryWriteBytes(encoded.AsSpan(encoded.Length - sizeof(uint)), Crc32C.Of(encoded.AsSpan(0, encoded.Length - sizeof(uint))));
            }
            else
            {
                (SnapshotPlace place, byte[] value) = forged[random.Next(forged.Count)];
                Damage(value.AsSpan(SnapshotChunk.PrefixBytes), random);
                encoded = WithChecksum(manifest, place, Crc32C.Of(value)).Encode();
            }

            refused += Restores(encoded, forged) ? 0 : 1;
        }

        Assert.InRange(refused, 1_000, 4_999);
    }

    [Fact]
    public void Restore_NoBytesOfASnapshot_IsRefused()
    {
        Random random = new(1);
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            AssertRefused(bytes);
        }
    }

    private static LaneOptions Options => new() { Memory = StreamMemory.Lean, Capacity = 8, HiddenUnits = 8, WarmUpEvents = 60 };

    private static Lane Fed(int events, LaneOptions? options = null)
    {
        Lane lane = new(options ?? Options);
        for (int i = 0; i < events; i++)
        {
            lane.Process(new SensorEvent { Key = [(byte)'s', (byte)(i % 5)], Time = i * 1_000L, Values = [i % 24], Offset = i }, new ScoredEvent(1));
        }

        return lane;
    }

    private static byte[] Saved(Lane lane, int chunkBytes = SnapshotManifest.MaxChunkBytes)
    {
        using MemoryStream stream = new();
        LaneSnapshot.Save(lane, stream, new CaptureSettings { Position = lane.LastOffset + 1, ChunkBytes = chunkBytes });
        return stream.ToArray();
    }

    private static SnapshotManifest Chunks(Lane lane, out List<(SnapshotPlace Place, byte[] Value)> chunks)
    {
        chunks = [];
        byte[] value = new byte[SnapshotChunk.PrefixBytes + 5_000];
        using LaneCapture capture = new(lane, null, new CaptureSettings { Position = lane.LastOffset + 1, ChunkBytes = 5_000 }, null);
        while (capture.TryTake(value, out SnapshotPlace place, out int length))
        {
            chunks.Add((place, value[..length]));
        }

        return capture.Manifest;
    }

    private static SnapshotManifest WithChecksum(SnapshotManifest manifest, SnapshotPlace place, uint checksum) => place.IsHead
        ? manifest with { Head = manifest.Head.SetItem(place.Index, manifest.Head[place.Index] with { Checksum = checksum }) }
        : manifest with { RowChunks = manifest.RowChunks.SetItem(place.Index, manifest.RowChunks[place.Index] with { Checksum = checksum }) };

    private static bool Restores(byte[] encoded, List<(SnapshotPlace Place, byte[] Value)> chunks)
    {
        using Lane lane = new(Options);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            LaneRestore restore = new(lane, SnapshotManifest.Decode(encoded));
            foreach ((SnapshotPlace place, byte[] value) in chunks)
            {
                restore.TryAdd(place, value);
            }

            restore.Complete();
            return true;
        }
        catch (InvalidSnapshotException)
        {
            return false;
        }
        finally
        {
            // The state takes some hundred kilobytes, several times over.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        }
    }

    private static void Damage(Span<byte> bytes, Random random)
    {
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    random.NextBytes(bytes.Slice(at, Math.Min(8, bytes.Length - at)));
                    break;
                default:
                    bytes.Slice(at, Math.Min(8, bytes.Length - at)).Fill(0xFF);
                    break;
            }
        }
    }

    private static void AssertRefused(byte[] bytes)
    {
        using Lane lane = new(Options);
        Assert.NotEmpty(Assert.Throws<InvalidSnapshotException>(() => LaneSnapshot.Restore(lane, new MemoryStream(bytes))).Message);
    }
}
