using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>Streams that stand still most of the time: where the last value is nearly always right, the lean linear predictor must not be thrown away for that.</summary>
public sealed class LaneHeldSeriesTests
{
    [Theory]
    [InlineData(10, 0.0)]
    [InlineData(10, 0.001)]
    [InlineData(10, 0.01)]
    [InlineData(7, 0.001)]
    public void Process_PulseAtEvenSteps_IsForecastFarBetterThanByTheLastValue(int period, double noise)
    {
        using Lane lane = new(new LaneOptions { Memory = StreamMemory.Lean, Capacity = 1, HasClock = false });
        var scored = new ScoredEvent(1);
        var random = new SplitMix64(5);
        double error = 0;
        double change = 0;
        double last = 0;
        for (int i = 0; i < 12_000; i++)
        {
            double value = (i % period == 0 ? 1 : 0) + (noise * (random.NextDouble() - 0.5));
            lane.Process(new SensorEvent { Key = "pulse"u8, Time = i * 60_000L, Offset = i, Values = [value] }, scored);
            if (i >= 4000)
            {
                error += Math.Abs(value - scored.Forecast[0]);
                change += Math.Abs(value - last);
            }

            last = value;
        }

        // Thrown away again and again, it comes to twice the last value's error.
        Assert.InRange(error / change, 0, 0.5);
    }
}
