using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Numerics;

public sealed class SplitMix64Tests
{
    [Fact]
    public void NextUInt64_Seed1234567_GivesThePublishedSequence()
    {
        var random = new SplitMix64(1234567);
        ulong[] numbers = [random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821], numbers);
    }

    [Fact]
    public void State_CarriedOver_GoesOnWithTheSameNumbers()
    {
        var random = new SplitMix64(7);
        random.NextUInt64();
        var resumed = new SplitMix64(random.State);
        Assert.Equal(random.NextUInt64(), resumed.NextUInt64());
        Assert.True(random == resumed);
    }

    [Fact]
    public void NextInt_ManyDraws_CoversItsRangeEvenly()
    {
        var random = new SplitMix64(1);
        var counts = new int[7];
        for (int draw = 0; draw < 70_000; draw++)
        {
            counts[random.NextInt(7)]++;
        }

        // 10,000 expected each with a deviation of 93: six deviations.
        Assert.All(counts, count => Assert.InRange(count, 9_440, 10_560));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt(0));
    }

    [Fact]
    public void NextDoubleAndNextSingle_ManyDraws_StayBelowOneWithMeanOneHalf()
    {
        var random = new SplitMix64(1);
        double sum = 0;
        for (int draw = 0; draw < 10_000; draw++)
        {
            double value = random.NextDouble();
            float single = random.NextSingle();
            Assert.InRange(value, 0, 0.9999999999999999);
            Assert.InRange(single, 0, 0.99999994f);
            sum += value + single;
        }

        // 20,000 draws: the mean's deviation is 0.002.
        Assert.Equal(0.5, sum / 20_000, 0.012);
    }
}
