using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class LinearPredictorTests
{
    [Fact]
    public void Predict_OfAWave_LearnsItWithinAFewRows()
    {
        double[] state = new double[LinearPredictor.StateLength(hasClock: false)];
        double late = 0;
        for (int row = 0; row < 600; row++)
        {
            var predictor = new LinearPredictor(state, hasClock: false);
            predictor.Predict(0);
            double error = predictor.Observe(2 * Math.Sin(0.7 * row), 0);
            late = row < 200 ? 0 : Math.Max(late, Math.Abs(error));
        }

        // The last value would be wrong by up to 1.4; a sine is an exact linear recurrence of two lags.
        Assert.True(late < 0.01, $"largest error {late}");
    }

    [Fact]
    public void Predict_WithAClock_LearnsADailyShapeThatLagsCannotTell()
    {
        double[] withClock = new double[LinearPredictor.StateLength(hasClock: true)];
        double[] without = new double[LinearPredictor.StateLength(hasClock: false)];
        var random = new Random(5);
        double[] shape = [.. Enumerable.Range(0, 288).Select(_ => (4 * random.NextDouble()) - 2)];
        double clocked = 0, plain = 0;
        for (int row = 0; row < 8 * 288; row++)
        {
            int bin = row % 288;
            var first = new LinearPredictor(withClock, hasClock: true);
            var second = new LinearPredictor(without, hasClock: false);
            first.Predict(bin);
            second.Predict(bin);
            double firstError = Math.Abs(first.Observe(shape[bin], bin));
            double secondError = Math.Abs(second.Observe(shape[bin], bin));
            clocked += row < 4 * 288 ? 0 : firstError;
            plain += row < 4 * 288 ? 0 : secondError;
        }

        Assert.True(clocked < 0.1 * plain, $"{clocked} with the clock, {plain} without");
    }

    [Theory]
    [InlineData(true, "weight", double.NaN)]
    [InlineData(false, "weight", double.NegativeInfinity)]
    [InlineData(true, "covariance", double.NaN)]
    [InlineData(false, "covariance", double.PositiveInfinity)]
    public void Predict_AfterANumberThatIsNotFinite_StartsAfresh(bool hasClock, string where, double broken)
    {
        // A header of 5 numbers, then features and weights of 24 each; behind what forecasts the gain, then the covariance, which needs a row to reach the weights.
        (int place, int rowsToReset) = where == "weight" ? (5 + 24 + 7, 0) : (LinearPredictor.StateLength(hasClock, learns: false) + 24 + (3 * 24) + 5, 1);
        double[] state = new double[LinearPredictor.StateLength(hasClock)];
        double[] fresh = new double[state.Length];
        Feed(state, 0, 400);
        state[place] = broken;
        Feed(state, 400, 400 + rowsToReset);
        Assert.Contains(state, value => !double.IsFinite(value));
        Feed(state, 400 + rowsToReset, 800);
        Feed(fresh, 400 + rowsToReset, 800);
        Assert.Equal(fresh, state);

        void Feed(double[] of, int from, int to)
        {
            for (int row = from; row < to; row++)
            {
                var predictor = new LinearPredictor(of, hasClock);
                Assert.InRange(predictor.Predict(row % 288), -LinearPredictor.Limit, LinearPredictor.Limit);
                predictor.Observe(2 * Math.Sin(0.7 * row), row % 288);
            }
        }
    }

    [Fact]
    public void New_OnAStateOfAnotherLength_SaysBothLengths()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new LinearPredictor(new double[3], hasClock: false));
        Assert.Contains("The state has 3 values", error.Message, StringComparison.Ordinal);
    }
}
