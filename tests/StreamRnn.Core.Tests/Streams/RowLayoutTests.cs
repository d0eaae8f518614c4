using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class RowLayoutTests
{
    private const int Kibibyte = 1024;

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(786_433)]
    [InlineData(100)]
    public void LeanRow_OneFeatureOfDefaultSize_FitsAKibibyteWithItsIndex(int capacity)
    {
        // Of 786,433 streams on the index is twice as large as for one less.
        RowLayout layout = new(new LaneOptions { Memory = StreamMemory.Lean, Capacity = capacity });

        Assert.False(layout.IsRich);
        Assert.Equal(16, layout.Network.HiddenUnits);
        Assert.InRange((double)StreamTable.SizeBytes(capacity, layout.RowBytes) / capacity, 1, Kibibyte);
    }

    [Fact]
    public void RichRow_DefaultSize_HasThreeScalesAndTheFarthestPatternMemoryWithinItsBound()
    {
        RowLayout layout = new(new LaneOptions { Memory = StreamMemory.Rich });

        Assert.True(layout.IsRich);
        Assert.Equal(16, layout.Network.HiddenUnits);
        Assert.Equal([1, 4, 12], layout.Forecasters.Select(forecaster => forecaster.Scale));
        Assert.InRange(layout.RowBytes, 1, RowLayout.MaxRichBytes);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void RichRow_MoreFeatures_RememberTheirShapesLessFarBack(int hiddenUnits)
    {
        int[] reaches = [.. Enumerable.Range(1, 8).Select(features => new RowLayout(
            new LaneOptions { Memory = StreamMemory.Rich, Features = features, HiddenUnits = hiddenUnits }).Pattern!.Reach)];

        Assert.True(reaches[0] > 2000, $"one feature remembers {reaches[0]} rows");
        Assert.Equal(reaches.OrderDescending(), reaches);
        Assert.True(reaches[0] > reaches[1] && reaches[^1] > 1500, string.Join(' ', reaches));
    }

    [Fact]
    public void RichRow_AnySize_KeepsToItsBoundOrHasTheShortestPatternMemory()
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
            bool isShortest = layout.Pattern!.Reach < 1536 + 512;
            Assert.True(layout.RowBytes <= RowLayout.MaxRichBytes || isShortest, $"{options}: {layout.RowBytes} bytes with a pattern memory of {layout.Pattern.Reach} rows");
            bounded += !isShortest && layout.Pattern.Reach < PatternLags.Small.Reach ? 1 : 0;
        }

        Assert.True(bounded > 0, "no size is bounded");
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(16, 1)]
    public void RichRow_SizesThatTheDocsPromise_FitTheBound(int hiddenUnits, int mostFeatures)
    {
        for (int features = 1; features <= mostFeatures; features++)
        {
            RowLayout layout = new(new LaneOptions { Memory = StreamMemory.Rich, Features = features, HiddenUnits = hiddenUnits });
            Assert.InRange(layout.RowBytes, 1, RowLayout.MaxRichBytes);
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

            Assert.Equal(0, layout.RowBytes % 64);
            int end = layout.FeaturesOffset + (features * layout.Feature.Size);
            foreach (ForecasterLayout forecaster in layout.Forecasters)
            {
                Assert.Equal(0, forecaster.HiddenOffset % 64);
                Assert.Equal(forecaster.HiddenOffset, forecaster.InputOffset + (3 * features * sizeof(float)));
                Assert.True(end <= forecaster.HeaderOffset && forecaster.FeaturesOffset + (features * forecaster.FeatureSize) <= forecaster.InputOffset);
                end = forecaster.HiddenOffset + (forecaster.Network.StateLength * sizeof(float));
            }

            Assert.True(end <= layout.RowBytes);
            Assert.Equal((3 * features, hiddenUnits, layers), (layout.Network.Inputs, layout.Network.HiddenUnits, layout.Network.Layers));
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
