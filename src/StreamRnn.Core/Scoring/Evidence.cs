namespace StreamRnn.Core.Scoring;

/// <summary>What an alarm rests on: the series whose running range was left, or the errors of forecasts.</summary>
public enum Evidence
{
    /// <summary>None: no alarm.</summary>
    None,

    /// <summary>The reading itself.</summary>
    Reading,

    /// <summary>Its fast average (rate 0.1).</summary>
    FastAverage,

    /// <summary>Its slow average (rate 0.03).</summary>
    SlowAverage,

    /// <summary>The averaged residual to the stream's time-of-day profile.</summary>
    DailyResidual,

    /// <summary>The reading against its forecasts, its average and its time of day: at least two of them agree that it is out of place.</summary>
    ForecastError,

    /// <summary>That there is no reading: the stream is silent for far longer than usual.</summary>
    Silence,
}
