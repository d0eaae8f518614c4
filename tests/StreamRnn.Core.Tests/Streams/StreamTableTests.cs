using FsCheck;
using FsCheck.Fluent;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class StreamTableTests
{
    private const int RowBytes = 128;

    [Fact]
    public void Add_FullTable_ReplacesTheStreamOfTheRowGiven()
    {
        using StreamTable table = new(2, RowBytes);
        table.Add(Key(1), 1);
        int second = table.Add(Key(2), 2);

        Assert.Equal(second, table.Add(Key(3), 3, second));
        Assert.True(table.Find(Key(1)) >= 0);
        Assert.Equal(-1, table.Find(Key(2)));
        Assert.Equal(second, table.Find(Key(3)));
        Assert.Equal(2, table.Count);
    }

    [Fact]
    public void Add_RowToReplaceWhereThereIsRoomOrNoneWhereThereIsNot_Throws()
    {
        using StreamTable table = new(1, RowBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Add(Key(1), 1, 0));
        table.Add(Key(1), 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Add(Key(2), 2));
    }

    [Fact]
    public unsafe void Add_ReusedRow_IsZeroAndAligned()
    {
        using StreamTable table = new(1, RowBytes);
        int first = table.Add(Key(1), 1);
        new Span<byte>(table.Row(first) + RowHeader.SizeBytes, RowBytes - RowHeader.SizeBytes).Fill(0xff);
        int second = table.Add(Key(2), 2, first);

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
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamTable(capacity, rowBytes));

    [Fact]
    public void Table_AnySequenceOfKeys_HoldsWhatANaiveTableHolds()
    {
        // Few keys and small capacities, so that every run replaces; clustered hashes, so that probes collide and shift.
        Gen<(int Capacity, int[] Keys)> runs =
            from capacity in Gen.Choose(1, 12)
            from keys in Gen.Choose(0, 30).ArrayOf(300)
            select (capacity, keys);

        Prop.ForAll(runs.ToArbitrary(), run =>
        {
            using StreamTable table = new(run.Capacity, RowBytes);
            var naive = new Dictionary<int, StreamKey>();
            for (int i = 0; i < run.Keys.Length; i++)
            {
                StreamKey key = Clustered(run.Keys[i]);
                if (table.Find(key) < 0)
                {
                    int replaced = table.IsFull ? i % run.Capacity : -1;
                    naive[table.Add(key, i, replaced)] = key;
                }

                Assert.True(table.Count <= run.Capacity);
                Assert.Equal(naive.Values.Order(KeyOrder), Enumerable.Range(0, table.Count).Select(row => table.Header(row).Key).Order(KeyOrder));
                Assert.All(naive, held => Assert.Equal(held.Key, table.Find(held.Value)));
            }
        }).QuickCheckThrowOnFailure();
    }

    private static Comparer<StreamKey> KeyOrder { get; } = Comparer<StreamKey>.Create((a, b) => (a.Low, a.High).CompareTo((b.Low, b.High)));

    private static StreamKey Key(int stream) => StreamKey.Of(BitConverter.GetBytes(stream));

    /// <summary>Four neighbouring home slots and one tag for all: only the upper half tells keys apart.</summary>
    private static StreamKey Clustered(int key) => new((ulong)(key % 4), (ulong)key);
}
