using System.Runtime.CompilerServices;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Tests.Streams;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class IntervalWidthTests
{
    [Theory]
    [InlineData(0.99, 2.576)]
    [InlineData(0.9, 1.645)]
    [InlineData(0.5, 0.6745)]
    public void Observe_NormalErrors_ComesToTheirQuantile(double mass, double quantile)
    {
        var random = new Random(1);
        var width = default(IntervalWidth);
        Assert.Equal(1, width.Factor);
        double sum = 0;
        int misses = 0;
        const int readings = 20_000;
        for (int i = 0; i < 2 * readings; i++)
        {
            bool isInside = Math.Abs(NoisySeries.Normal(random)) <= width.Factor;
            width.Observe(isInside, mass, i);
            sum += i >= readings ? width.Factor : 0;
            misses += i >= readings && !isInside ? 1 : 0;
        }

        // The gain keeps the factor moving about its place by a tenth or two.
        Assert.InRange(sum / readings, 0.9 * quantile, 1.1 * quantile);
        Assert.InRange(misses / (double)readings, 1 - mass - 0.002, 1 - mass + 0.002);
    }

    [Fact]
    public void Observe_LongAnomaly_WidensBoundedlyAndIsUndone()
    {
        var random = new Random(1);
        var width = default(IntervalWidth);
        int seen = 0;
        Follow(2000, 1);
        double before = width.Factor;
        Follow(300, 30);
        double widened = width.Factor;
        Follow(1500, 1);

        Assert.InRange(widened, 10 * before, 1000);

        // By single steps of 0.001 it would still be more than four times as wide.
        Assert.InRange(width.Factor, 0.6 * before, 1.6 * before);

        void Follow(int count, double scale)
        {
            for (int i = 0; i < count; i++)
            {
                width.Observe(Math.Abs(scale * NoisySeries.Normal(random)) <= width.Factor, 0.99, seen++);
            }
        }
    }

    [Fact]
    public void ForecastInterval_InARow_TakesEightBytes() => Assert.Equal(8, Unsafe.SizeOf<ForecastInterval>());

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(0.9999)]
    public void Observe_AlwaysTheSame_ComesToItsBoundsStepByStep(double mass)
    {
        var width = default(IntervalWidth);
        double before = 1;
        int seen = 0;
        Follow(isInside: false, 20_000);
        Assert.Equal(1024, width.Factor);

        // Back from as wide as it goes, as after an anomaly without end.
        Follow(isInside: true, 1_000_000);
        Assert.Equal(1.0 / 64, width.Factor);

        void Follow(bool isInside, int count)
        {
            for (int i = 0; i < count; i++)
            {
                width.Observe(isInside, mass, seen++);
                Assert.InRange(width.Factor / before, 0.3, 2);
                before = width.Factor;
            }
        }
    }
}
