using FsCheck;
using FsCheck.Fluent;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class LaneCaptureTests
{
    [Fact]
    public void TryTake_WhileTheLaneGoesOn_IsTheStateAtTheBeginning()
    {
        Prop.ForAll(SnapshotRun.Any.ToArbitrary(), run =>
        {
            using Lane lane = new(run.Options);
            Dictionary<SnapshotPlace, byte[]> topic = [];
            SnapshotManifest? last = null;
            Random random = new(run.Seed);
            long offset = 0;
            for (int snapshots = 0; snapshots < 3; snapshots++)
            {
                offset = Feed(run, lane, offset, random.Next(200));
                string hash = lane.StateHash();
                using LaneCapture capture = new(lane, null, new CaptureSettings { Position = offset, ChunkBytes = run.ChunkBytes }, last);
                byte[] value = new byte[SnapshotChunk.PrefixBytes + run.ChunkBytes];
                while (!capture.IsComplete)
                {
                    if (capture.TryTake(value, out SnapshotPlace place, out int length))
                    {
                        topic[place] = value[..length];
                    }

                    // The lane goes on, with strangers and evictions, between any two chunks.
                    offset = Feed(run, lane, offset, random.Next(capture.Total) < 12 ? random.Next(20) : 0);
                    if (random.Next(capture.Total) < 3)
                    {
                        AssertHash(run, last, topic, null);
                    }
                }

                last = capture.Manifest;
                AssertHash(run, last, topic, hash);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    /// <summary>Chunks that end within a name, and such as hold all.</summary>
    [Theory]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(1 << 19)]
    public void TryTake_NamesReplacedMeanwhile_AreThoseAtTheBeginning(int chunkBytes)
    {
        LaneOptions options = new() { Memory = StreamMemory.Lean, Capacity = 20, HiddenUnits = 8, SilenceIntervals = 10 };
        using Lane lane = new(options);
        for (int stream = 0; stream < options.Capacity; stream++)
        {
            Give(lane, stream, stream);
        }

        byte[][] names = [.. Enumerable.Range(0, options.Capacity).Select(row => lane.Names![row].ToArray())];
        Dictionary<SnapshotPlace, byte[]> topic = [];
        byte[] value = new byte[SnapshotChunk.PrefixBytes + chunkBytes];
        using LaneCapture capture = new(lane, null, new CaptureSettings { Position = 20, ChunkBytes = chunkBytes }, null);
        for (int taken = 0; !capture.IsComplete; taken++)
        {
            // Another name for each row in turn, from before the names' turn until after it.
            lane.Names!.Set(taken % options.Capacity, new byte[taken % 50], isReplaced: true);
            if (capture.TryTake(value, out SnapshotPlace place, out int length))
            {
                topic[place] = value[..length];
            }
        }

        using Lane restored = new(options);
        LaneRestore restore = new(restored, capture.Manifest);
        Assert.All(topic, chunk => Assert.True(restore.TryAdd(chunk.Key, chunk.Value)));
        restore.Complete();

        Assert.Equal(names, Enumerable.Range(0, options.Capacity).Select(row => restored.Names![row].ToArray()));
    }

    [Fact]
    public void TryTake_StreamsThatHadNoEvent_AreNotWrittenAgain()
    {
        const int streams = 100;
        using Lane lane = new(new LaneOptions { Memory = StreamMemory.Lean, Capacity = streams, HiddenUnits = 8 });
        long offset = 0;
        for (; offset < streams * 3; offset++)
        {
            Give(lane, (int)(offset % streams), offset);
        }

        CaptureSettings settings = new() { Position = offset, ChunkBytes = lane.Layout.RowBytes * 10 };
        SnapshotManifest first = Take(lane, settings, null, out List<SnapshotPlace> all);
        Give(lane, 55, offset++);
        SnapshotManifest second = Take(lane, settings with { Position = offset }, first, out List<SnapshotPlace> changed);
        SnapshotManifest third = Take(lane, settings with { Position = offset }, second, out List<SnapshotPlace> none);

        Assert.Equal(Enumerable.Range(0, 10), all.Where(static place => !place.IsHead).Select(static place => place.Index));
        Assert.Equal([new SnapshotPlace(IsHead: false, 5, 1)], changed.Where(static place => !place.IsHead));
        Assert.DoesNotContain(none, static place => !place.IsHead);
        Assert.Equal(second.RowChunks, third.RowChunks);
    }

    [Fact]
    public void Process_MoreRowsChangeThanMayBePutAside_GivesTheSnapshotUp()
    {
        using Lane lane = new(new LaneOptions { Memory = StreamMemory.Lean, Capacity = 100, HiddenUnits = 8 });
        for (int i = 0; i < 100; i++)
        {
            Give(lane, i, i);
        }

        using LaneCapture capture = new(lane, null, new CaptureSettings { Position = 100, ChunkBytes = 64, MaxBytesAside = 10L * lane.Layout.RowBytes }, null);
        for (int i = 0; i < 10; i++)
        {
            Give(lane, 99 - i, 100 + i);
        }

        Assert.False(capture.IsGivenUp);
        Give(lane, 50, 200);

        Assert.True(capture.IsGivenUp);
        Assert.Throws<InvalidOperationException>(() => capture.Manifest);
    }

    [Fact]
    public void Dispose_BeforeTheEnd_LeavesTheLaneAlone()
    {
        using Lane lane = new(new LaneOptions { Memory = StreamMemory.Lean, Capacity = 4, HiddenUnits = 8 });
        Give(lane, 1, 0);

        new LaneCapture(lane, null, new CaptureSettings { Position = 1 }, null).Dispose();

        Assert.Null(lane.Table.BeforeChange);
    }

    [Fact]
    public void Process_OutsideOfASnapshot_AllocatesNothing()
    {
        using Lane lane = new(new LaneOptions { Memory = StreamMemory.Lean, Capacity = 100, HiddenUnits = 8 });
        ScoredEvent scored = new(1);
        byte[][] keys = [.. Enumerable.Range(0, 100).Select(static i => new byte[] { (byte)'s', (byte)i })];
        long offset = 0;
        using (LaneCapture capture = new(lane, null, new CaptureSettings { Position = 0 }, null))
        {
            Give(lane, 0, offset++);
        }

        Assert.Equal(0, Allocations.OfEachRound(_ =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                lane.Process(new SensorEvent { Key = keys[offset % 100], Time = offset * 1_000, Values = [offset % 7], Offset = offset++ }, scored);
            }
        }));
    }

    private static long Feed(SnapshotRun run, Lane lane, long offset, int events)
    {
        run.Feed(offset, offset + events, lane);
        return offset + events;
    }

    /// <summary>What the topic holds restores to the last snapshot that was finished, also while the next one is written.</summary>
    private static void AssertHash(SnapshotRun run, SnapshotManifest? manifest, Dictionary<SnapshotPlace, byte[]> topic, string? hash)
    {
        if (manifest is null)
        {
            return;
        }

        using Lane restored = new(run.Options);
        LaneRestore restore = new(restored, SnapshotManifest.Decode(manifest.Encode()));
        foreach ((SnapshotPlace place, byte[] value) in topic)
        {
            restore.TryAdd(place, value);
        }

        restore.Complete();
        if (hash is not null)
        {
            Assert.Equal(hash, restored.StateHash());
        }
    }

    private static SnapshotManifest Take(Lane lane, CaptureSettings settings, SnapshotManifest? since, out List<SnapshotPlace> places)
    {
        places = [];
        byte[] value = new byte[SnapshotChunk.PrefixBytes + settings.ChunkBytes];
        using LaneCapture capture = new(lane, null, settings, since);
        while (!capture.IsComplete)
        {
            if (capture.TryTake(value, out SnapshotPlace place, out _))
            {
                places.Add(place);
            }
        }

        return capture.Manifest;
    }

    private static void Give(Lane lane, int stream, long offset) => lane.Process(
        new SensorEvent { Key = [(byte)'s', (byte)stream], Time = offset * 1_000, Values = [offset % 7], Offset = offset }, new ScoredEvent(1));
}
