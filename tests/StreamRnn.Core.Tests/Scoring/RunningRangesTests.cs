using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class RunningRangesTests
{
    private const int Seed = 5;

    [Fact]
    public void Observe_BeyondTheRange_GivesTheOvershootAsAShareOfItWithItsSide()
    {
        foreach (int side in new[] { 1, -1 })
        {
            SingleRange range = Wave(10);
            double high = side > 0 ? range.High : range.Low;
            double expected = 0.25 * side;
            double overshoot = range.Observe(high + (expected * range.Span));
            Assert.Equal(expected, overshoot, 12);
            Assert.Equal(0, range.Observe(range.Mean));
        }
    }

    [Fact]
    public void Observe_InWarmUp_GivesZeroButExtendsTheRange()
    {
        SingleRange range = new(1e-4, 50);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(0, range.Observe(i * i));
        }

        Assert.Equal(49 * 49, range.High);
        Assert.True(range.Observe(60 * 60) > 0);
    }

    [Fact]
    public void Observe_OfQuietReadings_LetsTheRangeShrinkTowardsThem()
    {
        SingleRange range = Wave(10);
        double before = range.Span;
        for (int i = 0; i < 10_000; i++)
        {
            range.Observe(100);
        }

        // e^-1 of it is left after 1/k readings, and the mean has moved a little meanwhile.
        Assert.InRange(range.Span / before, 0.33, 0.42);
    }

    [Fact]
    public void Normalise_ThenDenormalise_GivesTheReadingBack()
    {
        SingleRange range = Wave(10);
        Normaliser normaliser = new(range.Mean, range.Span);
        Assert.Equal(103.5, normaliser.Denormalise(normaliser.Normalise(103.5)), 10);
        Assert.Equal(Normaliser.Limit, normaliser.Normalise(1e30));
        Assert.Equal(-Normaliser.Limit, normaliser.Normalise(-1e30));
        Normaliser ofNothing = new(double.NaN, 1e-9);
        Assert.Equal(0, ofNothing.Normalise(5));
        Assert.Equal(double.NaN, ofNothing.Denormalise(0));
    }

    [Fact]
    public void Observe_OfFourSeries_GivesEachTheBitsItHasAlone()
    {
        DoubleQuadruple decays = DoubleQuadruple.Of(1e-4, 1e-4, 1e-2, 3e-5);
        DoubleQuadruple warmUps = DoubleQuadruple.Of(50, 0, 150, 50);
        SingleRange[] alone = [.. Enumerable.Range(0, 4).Select(i => new SingleRange(decays[i], (int)warmUps[i]))];
        var together = default(RunningRanges<DoubleQuadruple>);
        var random = new Random(Seed);
        for (int i = 0; i < 3000; i++)
        {
            double[] values = [random.NextDouble(), 7, -1e20 * random.NextDouble(), Math.Sin(i) * i];
            DoubleQuadruple overshoot = together.Observe(
                new RunningRangeOptions<DoubleQuadruple>(decays, warmUps), DoubleQuadruple.Of(values[0], values[1], values[2], values[3]), default, i);
            Assert.Equal(values.Zip(alone, (value, one) => one.Observe(value)), Enumerable.Range(0, 4).Select(lane => overshoot[lane]));
        }
    }

    private static SingleRange Wave(double amplitude)
    {
        SingleRange range = new(1e-4, 50);
        for (int i = 0; i < 200; i++)
        {
            range.Observe(100 + (amplitude * Math.Sin(i)));
        }

        return range;
    }
}
