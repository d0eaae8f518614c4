namespace StreamRnn.Core.Scoring;

/// <summary>What a score rests on.</summary>
public enum Evidence
{
    /// <summary>None: nothing stands out.</summary>
    None,

    /// <summary>The reading lies far from its forecast.</summary>
    ForecastError,

    /// <summary>The average of the last ten readings or so lies far from the stream's profile by the time of day.</summary>
    Average,

    /// <summary>The average of the last fifty readings or so does: a shift, or a drift.</summary>
    SlowAverage,

    /// <summary>The errors of the forecasts have grown: the stream has become noisy.</summary>
    Noise,

    /// <summary>The same value again and again.</summary>
    Stuck,

    /// <summary>The readings hardly change any more.</summary>
    Quiet,

    /// <summary>The reading is unlike this stream at this time of day.</summary>
    TimeOfDay,

    /// <summary>The last readings have a shape that the stream has not had.</summary>
    Pattern,

    /// <summary>That there is no reading: the stream is silent for far longer than usual.</summary>
    Silence,
}
