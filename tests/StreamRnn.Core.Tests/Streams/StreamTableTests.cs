using FsCheck;
using FsCheck.Fluent;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class StreamTableTests
{
    private const int RowBytes = 128;
    private const int WarmUp = 3;

    [Fact]
    public void Add_BeyondCapacity_EvictsTheLeastRecentlyActive()
    {
        using StreamTable table = new(2, RowBytes, warmUpEvents: 1);
        Touch(table, Key(1), 1);
        Touch(table, Key(2), 2);
        Touch(table, Key(1), 3);
        Touch(table, Key(3), 4);

        Assert.True(table.Find(Key(1)) >= 0);
        Assert.Equal(-1, table.Find(Key(2)));
        Assert.True(table.Find(Key(3)) >= 0);
        Assert.Equal(1, table.Evictions);
    }

    [Fact]
    public void Add_TableThatGoesOnFromAnothersCount_EvictsTheLeastRecentlyActive()
    {
        using StreamTable table = new(3, RowBytes, warmUpEvents: 1);
        for (int stream = 1; stream <= 3; stream++)
        {
            Touch(table, Key(stream), stream);
        }

        // The evictions were another table's: this one has still to make its order of eviction.
        table.Evictions = 5;
        Touch(table, Key(1), 4);
        Touch(table, Key(4), 5);

        Assert.Equal(-1, table.Find(Key(2)));
        Assert.All([1, 3, 4], stream => Assert.True(table.Find(Key(stream)) >= 0));
        Assert.Equal(6, table.Evictions);
    }

    [Fact]
    public void Add_FloodOfStrangers_LeavesEstablishedStreamsAlone()
    {
        const int established = 7;
        using StreamTable table = new(established + 1, RowBytes, WarmUp);
        long activity = 0;
        for (int round = 0; round < WarmUp; round++)
        {
            for (int stream = 0; stream < established; stream++)
            {
                Touch(table, Key(stream), ++activity);
            }
        }

        for (int stranger = 1000; stranger < 11_000; stranger++)
        {
            Touch(table, Key(stranger), ++activity);
        }

        Assert.All(Enumerable.Range(0, established), stream => Assert.True(table.Find(Key(stream)) >= 0));
        Assert.Equal(10_000 - 1, table.Evictions);
    }

    [Fact]
    public unsafe void Add_ReusedRow_IsZeroAndAligned()
    {
        using StreamTable table = new(1, RowBytes, WarmUp);
        int first = table.Add(Key(1), 1);
        new Span<byte>(table.Row(first) + RowHeader.SizeBytes, RowBytes - RowHeader.SizeBytes).Fill(0xff);
        int second = table.Add(Key(2), 2);

        Assert.Equal(first, second);
        Assert.Equal(0, (long)table.Row(second) % 64);
        Assert.False(new ReadOnlySpan<byte>(table.Row(second) + RowHeader.SizeBytes, RowBytes - RowHeader.SizeBytes).ContainsAnyExcept((byte)0));
        Assert.Equal(Key(2), table.Header(second).Key);
    }

    [Theory]
    [InlineData(0, RowBytes)]
    [InlineData(LaneOptions.MaxCapacity + 1, RowBytes)]
    [InlineData(1, 0)]
    [InlineData(1, 100)]
    public void Constructor_SizeOutOfRange_Throws(int capacity, int rowBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamTable(capacity, rowBytes, WarmUp));

    [Fact]
    public void Table_AnySequenceOfKeys_HoldsWhatANaiveTableHolds()
    {
        // Few keys and small capacities, so that every run evicts; clustered hashes, so that probes collide and shift.
        Gen<(int Capacity, int[] Keys)> runs =
            from capacity in Gen.Choose(1, 12)
            from keys in Gen.Choose(0, 30).ArrayOf(300)
            select (capacity, keys);

        Prop.ForAll(runs.ToArbitrary(), run =>
        {
            using StreamTable table = new(run.Capacity, RowBytes, WarmUp);
            NaiveTable naive = new(run.Capacity, WarmUp);
            long activity = 0;
            foreach (int key in run.Keys)
            {
                Touch(table, Clustered(key), ++activity);
                naive.Touch(Clustered(key), activity);
                Assert.Equal(naive.Keys.Order(KeyOrder), Enumerable.Range(0, table.Count).Select(row => table.Header(row).Key).Order(KeyOrder));
                Assert.All(naive.Keys, held => Assert.Equal(held, table.Header(table.Find(held)).Key));
            }
        }).QuickCheckThrowOnFailure();
    }

    private static Comparer<StreamKey> KeyOrder { get; } = Comparer<StreamKey>.Create((a, b) => (a.Low, a.High).CompareTo((b.Low, b.High)));

    private static StreamKey Key(int stream) => StreamKey.Of(BitConverter.GetBytes(stream));

    /// <summary>Four neighbouring home slots and one tag for all: only the upper half tells keys apart.</summary>
    private static StreamKey Clustered(int key) => new((ulong)(key % 4), (ulong)key);

    private static void Touch(StreamTable table, StreamKey key, long activity)
    {
        int row = table.Find(key);
        if (row < 0)
        {
            row = table.Add(key, activity);
        }

        table.Header(row).LastActivity = activity;
        table.Header(row).EventCount++;
    }

    private sealed class NaiveTable(int capacity, int warmUp)
    {
        private readonly Dictionary<StreamKey, (long Activity, int Count)> streams = [];

        public IEnumerable<StreamKey> Keys => streams.Keys;

        public void Touch(StreamKey key, long activity)
        {
            if (!streams.ContainsKey(key) && streams.Count == capacity)
            {
                streams.Remove(streams.OrderBy(stream => stream.Value.Count >= warmUp).ThenBy(stream => stream.Value.Activity).First().Key);
            }

            streams[key] = (activity, streams.GetValueOrDefault(key).Count + 1);
        }
    }
}
