using StreamRnn.Core.Streams;
using StreamRnn.Worker.Evaluation;

namespace StreamRnn.Worker.Tests.Evaluation;

public sealed class ForecastTallyTests
{
    [Fact]
    public void Add_AfterWarmUp_CountsErrorsAndCoverage()
    {
        var tally = new ForecastTally(warmUpEvents: 2);

        // In warm-up: only remembered. Then errors 1 and 3 where the last value errs by 4 and 6; the second lies beyond its interval.
        tally.Add([70], Scored(1, forecast: 99));
        tally.Add([10], Scored(2, forecast: 99));
        tally.Add([14], Scored(3, forecast: 13));
        tally.Add([20], Scored(4, forecast: 17));

        Assert.Equal((2, 1), (tally.Forecast, tally.Covered));
        Assert.Equal(4 / 10.0, tally.RelativeError, 12);
    }

    [Fact]
    public void Add_MissingReading_IsPassedOver()
    {
        var tally = new ForecastTally(warmUpEvents: 0);

        tally.Add([10], Scored(1, forecast: double.NaN));
        tally.Add([double.NaN], Scored(2, forecast: 10));
        tally.Add([12], Scored(3, forecast: 11));

        Assert.Equal(1, tally.Forecast);
        Assert.Equal(0.5, tally.RelativeError, 12);
    }

    [Fact]
    public void RelativeError_ReadingsThatNeverChange_IsNotANumber()
    {
        var tally = new ForecastTally(warmUpEvents: 0);

        tally.Add([10], Scored(1, forecast: 10));
        tally.Add([10], Scored(2, forecast: 10));

        Assert.True(double.IsNaN(tally.RelativeError));
    }

    /// <summary>An interval of two on either side.</summary>
    private static ScoredEvent Scored(long count, double forecast)
    {
        var scored = new ScoredEvent(1) { EventCount = count };
        (scored.Forecast[0], scored.Lower[0], scored.Upper[0]) = (forecast, forecast - 2, forecast + 2);
        return scored;
    }
}
