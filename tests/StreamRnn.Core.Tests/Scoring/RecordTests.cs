using StreamRnn.Core.Scoring;
using Record = StreamRnn.Core.Scoring.Record;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class RecordTests
{
    [Fact]
    public void Observe_BeyondTheRange_GivesTheOvershootAsAShareOfItWithItsSide()
    {
        foreach (int side in new[] { 1, -1 })
        {
            Record record = Wave(10);
            double high = side > 0 ? record.High : record.Low;
            double expected = 0.25 * side;
            double overshoot = record.Observe(high + (expected * record.Span), 1e-4, 0);
            Assert.Equal(expected, overshoot, 12);
            Assert.Equal(0, record.Observe(record.Mean, 1e-4, 0));
        }
    }

    [Fact]
    public void Observe_InWarmUp_GivesZeroButExtendsTheRange()
    {
        var record = default(Record);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(0, record.Observe(i * i, 1e-4, 50));
        }

        Assert.Equal(49 * 49, record.High);
        Assert.True(record.Observe(60 * 60, 1e-4, 50) > 0);
    }

    [Fact]
    public void Observe_OfQuietReadings_LetsTheRangeShrinkTowardsThem()
    {
        Record record = Wave(10);
        double before = record.Span;
        for (int i = 0; i < 10_000; i++)
        {
            record.Observe(100, 1e-4, 0);
        }

        // e^-1 of it is left after 1/k readings, and the mean has moved a little meanwhile.
        Assert.InRange(record.Span / before, 0.33, 0.42);
    }

    [Fact]
    public void Normalise_ThenDenormalise_GivesTheReadingBack()
    {
        Record record = Wave(10);
        double x = Normaliser.Normalise(record, 103.5);
        Assert.Equal(103.5, Normaliser.Denormalise(record, x), 10);
        Assert.Equal(Normaliser.Limit, Normaliser.Normalise(record, 1e30));
        Assert.Equal(-Normaliser.Limit, Normaliser.Normalise(record, -1e30));
        Assert.Equal(0, Normaliser.Normalise(default, 5));
        Assert.Equal(double.NaN, Normaliser.Denormalise(default, 0));
    }

    private static Record Wave(double amplitude)
    {
        var record = default(Record);
        for (int i = 0; i < 200; i++)
        {
            record.Observe(100 + (amplitude * Math.Sin(i)), 1e-4, 50);
        }

        return record;
    }
}
