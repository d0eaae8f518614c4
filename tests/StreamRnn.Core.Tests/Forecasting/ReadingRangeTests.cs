using System.Runtime.CompilerServices;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Forecasting;

public sealed class ReadingRangeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1e-29)]
    [InlineData(1e20)]
    public void Normaliser_AnyReadings_IsThatOfTheRunningRange(double unit)
    {
        var random = new SplitMix64(3);
        var layout = new FeatureLayout(isRich: true, hasClock: false);
        byte[] state = new byte[layout.Size];
        var range = default(ReadingRange);
        for (int i = 0; i < 10_000; i++)
        {
            var feature = new FeatureScorer(in layout, state);
            Assert.Equal(feature.Normaliser, range.Normaliser);

            // Silence at the end, over which the range decays.
            double value = i < 500 ? unit * ((random.NextInt(2_000_001) / 1e6) - 1) : 0;
            feature.Observe(value, 0);
            range.Observe(value);
        }
    }

    [Fact]
    public void Normaliser_NothingSeen_GivesZero() => Assert.Equal(0, default(ReadingRange).Normaliser.Normalise(3));

    [Fact]
    public void SizeOf_Range_IsAMultipleOfADoubles() => Assert.Equal(0, Unsafe.SizeOf<ReadingRange>() % sizeof(double));
}
