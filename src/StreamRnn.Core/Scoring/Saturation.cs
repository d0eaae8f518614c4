namespace StreamRnn.Core.Scoring;

/// <summary>Brings evidence without bound to [0, 1) by x / (x + k), the same for every stream.</summary>
public static class Saturation
{
    private const double ScoreHalfPoint = 30;
    private const double AlarmHalfPoint = 0.25;

    /// <summary>x / (x + k).</summary>
    /// <param name="evidence">x, finite, 0 and above.</param>
    /// <param name="halfPoint">k, above 0: the evidence that gives 0.5.</param>
    public static double Of(double evidence, double halfPoint) => evidence / (evidence + halfPoint);

    /// <summary>The raw score P of slow evidence N, summed over the scales in use: N / 2.</summary>
    public static double RawScore(double slowEvidence) => slowEvidence / 2;

    /// <summary>The dense score P / (P + 30).</summary>
    public static double Score(double rawScore) => Of(rawScore, ScoreHalfPoint);

    /// <summary>The alarm ev / (ev + 0.25) of an event score.</summary>
    public static double Alarm(double eventScore) => Of(eventScore, AlarmHalfPoint);
}
