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
    public void RichRow_DefaultSize_KeepsTheLongestReplayWithinItsBound()
    {
        RowLayout layout = new(new LaneOptions { Memory = StreamMemory.Rich });

        Assert.True(layout.IsRich);
        Assert.Equal(16, layout.Network.HiddenUnits);
        Assert.Equal(4096, layout.ReplayLength);
        Assert.InRange(layout.RowBytes, 1, 160 * Kibibyte);
    }

    [Fact]
    public void RichRow_AnySize_KeepsAsManyStepsAsFitItsBound()
    {
        int bounded = 0;
        foreach (LaneOptions options in
            from features in Enumerable.Range(1, LaneOptions.MaxFeatures)
            from hiddenUnits in (int[])[8, 16, 24, 32, 40, 64, 128, 256]
            from layers in (int[])[1, 2, 4]
            from hasClock in (bool[])[true, false]
            select new LaneOptions { Memory = StreamMemory.Rich, Features = features, HiddenUnits = hiddenUnits, Layers = layers, HasClock = hasClock })
        {
            RowLayout layout = new(options);
            int longest = Math.Max(512, 4096 / options.Features / 16 * 16);
            Assert.Equal(0, layout.ReplayLength % 16);
            Assert.InRange(layout.ReplayLength, 512, longest);
            Assert.True(layout.RowBytes <= 160 * Kibibyte || layout.ReplayLength == 512, $"{options}: {layout.RowBytes} bytes with {layout.ReplayLength} steps");

            // Readings, predictions, bits of what is missing and a state a 16 steps: with as many more it would not fit, but for what lines leave empty.
            int intervalBytes = (16 * 2 * options.Features * sizeof(float)) + (2 * options.Features) + (layout.Network.StateLength * sizeof(float));
            bool isLongest = layout.ReplayLength == longest || layout.RowBytes + intervalBytes + 128 > 160 * Kibibyte;
            Assert.True(isLongest, $"{options}: {layout.RowBytes} bytes with {layout.ReplayLength} steps");
            bounded += layout.ReplayLength < longest && layout.RowBytes <= 160 * Kibibyte ? 1 : 0;
        }

        Assert.True(bounded > 10, "hardly any size meets the bound");
    }

    [Theory]
    [InlineData(16, 7)]
    [InlineData(32, 4)]
    public void RichRow_SizesThatTheDocsPromise_FitTheBound(int hiddenUnits, int mostFeatures)
    {
        for (int features = 1; features <= mostFeatures; features++)
        {
            RowLayout layout = new(new LaneOptions { Memory = StreamMemory.Rich, Features = features, HiddenUnits = hiddenUnits });
            Assert.InRange(layout.RowBytes, 1, 160 * Kibibyte);
        }
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(1_000_000, false)]
    public void AutoMemory_TakesRichWhereCapacityFitsTheBudget(int capacity, bool rich) =>
        Assert.Equal(rich, new RowLayout(new LaneOptions { Capacity = capacity }).IsRich);

    [Theory]
    [InlineData(1, 8, 1)]
    [InlineData(3, 24, 1)]
    [InlineData(64, 256, 1)]
    [InlineData(1, 8, 2)]
    [InlineData(64, 256, 4)]
    public void Row_AnySize_HasItsHiddenStateOnACacheLineRightAfterTheInputs(int features, int hiddenUnits, int layers)
    {
        foreach (StreamMemory memory in (StreamMemory[])[StreamMemory.Lean, StreamMemory.Rich])
        {
            RowLayout layout = new(new LaneOptions { Features = features, HiddenUnits = hiddenUnits, Layers = layers, Memory = memory });

            Assert.Equal(0, layout.HiddenOffset % 64);
            Assert.Equal(layout.HiddenOffset, layout.InputOffset + 3 * features * sizeof(float));
            Assert.Equal(0, layout.RowBytes % 64);
            Assert.True(layout.HiddenOffset + 2 * layers * hiddenUnits * sizeof(float) <= layout.RowBytes);
            Assert.True(layout.FeaturesOffset + features * layout.Feature.Size <= layout.InputOffset);
        }
    }

    [Theory]
    [InlineData("Capacity", 0, 1, 0, 1, "Capacity is 0; the range is 1 to 16777216.")]
    [InlineData("Features", 1, 65, 0, 1, "Features is 65; the range is 1 to 64.")]
    [InlineData("HiddenUnits", 1, 1, 12, 1, "HiddenUnits is 12; the range is 8 to 256 in steps of 8, or 0.")]
    [InlineData("HiddenUnits", 1, 1, 264, 1, "HiddenUnits is 264; the range is 8 to 256 in steps of 8, or 0.")]
    [InlineData("Layers", 1, 1, 0, 0, "Layers is 0; the range is 1 to 4.")]
    [InlineData("Layers", 1, 1, 0, 5, "Layers is 5; the range is 1 to 4.")]
    public void Options_OutOfRange_NameTheOptionItsValueAndItsRange(string name, int capacity, int features, int hiddenUnits, int layers, string message)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new RowLayout(new LaneOptions { Capacity = capacity, Features = features, HiddenUnits = hiddenUnits, Layers = layers }));
        Assert.Equal(name, error.ParamName);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }
}
