namespace StreamRnn.Core.Scoring;

/// <summary>The series whose running range an alarm rests on.</summary>
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
}
