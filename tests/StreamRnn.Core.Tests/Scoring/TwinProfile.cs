namespace StreamRnn.Core.Tests.Scoring;

/// <summary>The time-of-day profile, as its formulas read, in double precision: see <see cref="NaiveTwin"/>.</summary>
internal sealed class TwinProfile(int bins, double rate)
{
    private readonly double[] values = new double[bins];
    private readonly int[] counts = new int[bins];
    private double? all;

    public double At(long time) => counts[Bin(time)] > 0 ? values[Bin(time)] : all ?? 0;

    public void Add(long time, double value)
    {
        int bin = Bin(time);
        double share = Math.Max(1.0 / ++counts[bin], rate);
        values[bin] = (share * value) + ((1 - share) * values[bin]);
        all = all is null ? value : (0.01 * value) + (0.99 * all);
    }

    private int Bin(long time) =>
        (int)Math.Floor(DateTimeOffset.FromUnixTimeMilliseconds(time).TimeOfDay / TimeSpan.FromDays(1) * bins);
}
