using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Evaluation;

/// <summary>How good a series' forecasts are, from the end of its warm-up on; over all of its features.</summary>
internal sealed class ForecastTally(int warmUpEvents)
{
    private double[] last = [];
    private double error;
    private double naiveError;

    /// <summary>Readings that were forecast.</summary>
    public long Forecast { get; private set; }

    /// <summary>Of them those within lower and upper.</summary>
    public long Covered { get; private set; }

    /// <summary>Mean |reading - forecast| relative to mean |reading - reading before|; not a number where the readings never change.</summary>
    public double RelativeError => naiveError > 0 ? error / naiveError : double.NaN;

    /// <summary>Takes an event in.</summary>
    public void Add(ReadOnlySpan<double> readings, ScoredEvent scored)
    {
        if (last.Length == 0)
        {
            last = new double[readings.Length];
            Array.Fill(last, double.NaN);
        }

        for (int feature = 0; feature < readings.Length; feature++)
        {
            double reading = readings[feature];
            if (!double.IsFinite(reading))
            {
                continue;
            }

            if (scored.EventCount > warmUpEvents && double.IsFinite(scored.Forecast[feature]) && double.IsFinite(last[feature]))
            {
                Forecast++;
                Covered += reading >= scored.Lower[feature] && reading <= scored.Upper[feature] ? 1 : 0;
                error += Math.Abs(reading - scored.Forecast[feature]);
                naiveError += Math.Abs(reading - last[feature]);
            }

            last[feature] = reading;
        }
    }
}
