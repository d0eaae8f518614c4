using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class RowLayoutTests
{
    private const int Kibibyte = 1024;

    [Fact]
    public void LeanRow_OneFeatureAt32HiddenUnits_FitsAKibibyteWithItsIndex()
    {
        const int capacity = 1_000_000;
        RowLayout layout = new(new LaneOptions { Memory = StreamMemory.Lean, HiddenUnits = 32, Capacity = capacity });

        Assert.False(layout.IsRich);
        Assert.InRange(StreamTable.SizeBytes(capacity, layout.RowBytes) / capacity, 1, Kibibyte);
    }

    [Fact]
    public void RichRow_OneFeature_FitsItsBound()
    {
        RowLayout layout = new(new LaneOptions { Memory = StreamMemory.Rich });

        Assert.True(layout.IsRich);
        Assert.InRange(layout.RowBytes, 1, 160 * Kibibyte);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(1_000_000, false)]
    public void AutoMemory_TakesRichWhereCapacityFitsTheBudget(int capacity, bool rich) =>
        Assert.Equal(rich, new RowLayout(new LaneOptions { Capacity = capacity }).IsRich);

    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 24)]
    [InlineData(64, 256)]
    public void Row_AnySize_HasItsHiddenStateOnACacheLineRightAfterTheInputs(int features, int hiddenUnits)
    {
        foreach (StreamMemory memory in (StreamMemory[])[StreamMemory.Lean, StreamMemory.Rich])
        {
            RowLayout layout = new(new LaneOptions { Features = features, HiddenUnits = hiddenUnits, Memory = memory });

            Assert.Equal(0, layout.HiddenOffset % 64);
            Assert.Equal(layout.HiddenOffset, layout.InputOffset + 3 * features * sizeof(float));
            Assert.Equal(0, layout.RowBytes % 64);
            Assert.True(layout.FeaturesOffset + features * layout.Feature.Size <= layout.InputOffset);
        }
    }

    [Theory]
    [InlineData("Capacity", 0, 1, 0)]
    [InlineData("Features", 1, 65, 0)]
    [InlineData("HiddenUnits", 1, 1, 12)]
    [InlineData("HiddenUnits", 1, 1, 264)]
    public void Options_OutOfRange_NameTheOptionItsValueAndItsRange(string name, int capacity, int features, int hiddenUnits)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new RowLayout(new LaneOptions { Capacity = capacity, Features = features, HiddenUnits = hiddenUnits }));
        Assert.Equal(name, error.ParamName);
        Assert.Contains($"{name} is {error.ActualValue}; the range is ", error.Message, StringComparison.Ordinal);
    }
}
