using System.Runtime.InteropServices;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class CompactPredictorTests
{
    private const int Seed = 7;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Predict_OverASeries_AgreesWithTheNaiveTwinInDouble(bool hasProfile)
    {
        var predictor = default(CompactPredictor);
        var twin = new TwinCompactPredictor();
        var random = new Random(Seed);
        double largest = 0;
        double moved = 0;
        for (int row = 0; row < 3000; row++)
        {
            LinearInputs inputs = Inputs(row, hasProfile);
            float expected = (float)twin.Predict(inputs, row);
            float actual = predictor.Predict(inputs, row);
            largest = Math.Max(largest, Math.Abs(expected - actual));
            moved = Math.Max(moved, Math.Abs(actual - twin.Last));
            float x = (float)(Math.Sin(row * 0.2) + Math.Sin(row * 0.05) + (0.1 * random.NextDouble()));
            predictor.Observe(x, inputs, row);
            twin.Observe(x, inputs, row);
        }

        // Single precision against double: measured 2.3e-6 of forecasts that move by more than 0.1.
        Assert.True(largest < 2e-5, $"differs by up to {largest}");
        Assert.True(moved > 0.1, $"the last value stands for the forecast: it moves by {moved}");
    }

    [Fact]
    public void Predict_OfAWave_ErrsFarLessThanTheLastValue()
    {
        var predictor = default(CompactPredictor);
        double error = 0;
        double step = 0;
        double last = 0;
        for (int row = 0; row < 2000; row++)
        {
            double x = 2 * Math.Sin(row * 0.1);
            LinearInputs inputs = new((float)x, 0, 0, false);
            float forecast = predictor.Predict(inputs, row);
            Assert.InRange(forecast, -8, 8);
            error += row < 500 ? 0 : Math.Abs(x - forecast);
            step += row < 500 ? 0 : Math.Abs(x - last);
            predictor.Observe((float)x, inputs, row);
            last = x;
        }

        Assert.True(error < 0.05 * step, $"{error} where the last value errs by {step}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Predict_WithANumberThatIsNotFinite_StartsAfresh(int part)
    {
        var predictor = default(CompactPredictor);
        for (int row = 0; row < 300; row++)
        {
            predictor.Observe((float)Math.Sin(row), Inputs(row, true), row);
        }

        // Where something is broken: by its bytes, as a part has no way to break by itself.
        Span<float> numbers = MemoryMarshal.Cast<CompactPredictor, float>(new Span<CompactPredictor>(ref predictor));
        (_, int filter, _) = CompactPredictor.Numbers[1];
        (_, int weights, _) = CompactPredictor.Numbers[2];
        int place = part switch { 0 => 2, 1 => filter / sizeof(float), 2 => weights / sizeof(float), 3 => (weights / sizeof(float)) + 8, _ => (weights / sizeof(float)) + 20 };
        numbers[place] = float.NaN;
        for (int row = 300; row < 400; row++)
        {
            LinearInputs inputs = Inputs(row, true);
            float forecast = predictor.Predict(inputs, row);
            Assert.True(row < 302 || (float.IsFinite(forecast) && Math.Abs(forecast) <= 8), $"{forecast} at {row}");
            predictor.Observe((float)Math.Sin(row), inputs, row);
        }
    }

    private static LinearInputs Inputs(int row, bool hasProfile) =>
        new((float)Math.Sin((row * 0.2) - 0.4), (float)Math.Sin((row * 0.05) - 0.3), hasProfile ? (float)Math.Sin(row * 0.2) : 0, hasProfile);
}
