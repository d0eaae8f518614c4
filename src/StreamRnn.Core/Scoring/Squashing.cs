namespace StreamRnn.Core.Scoring;

/// <summary>Brings evidence without bound to [0, 1), the same for every stream.</summary>
public static class Squashing
{
    private const double DenseHalfWay = 30;
    private const double EventHalfWay = 0.25;

    /// <summary>The dense evidence P of slow evidence N, summed over the scales in use: N / 2.</summary>
    public static double DenseEvidence(double slowEvidence) => slowEvidence / 2;

    /// <summary>The dense score P / (P + 30).</summary>
    public static double Score(double denseEvidence) => denseEvidence / (denseEvidence + DenseHalfWay);

    /// <summary>The alarm ev / (ev + 0.25) of an event score.</summary>
    public static double Alarm(double eventScore) => eventScore / (eventScore + EventHalfWay);
}
