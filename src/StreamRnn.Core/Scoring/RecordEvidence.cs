using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// The four records of a feature: of the reading v, of EWMA_0.1(v), of EWMA_0.03(v) (decay 1e-4, after 50 values), and of EWMA_0.02 of the residual to a
/// time-of-day profile of 48 bins (rate 0.1; decay 3e-5, after 150 values). All-zero bytes are a fresh state.
/// </summary>
/// <remarks>
/// The averages of v start with its first value and are measured after they took v in; the averaged residual starts at 0, and the first residual is 0.
/// The reading's record is also the one that normalises: see <see cref="Normaliser"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct RecordEvidence
{
    private const double FastRate = 0.1;
    private const double SlowRate = 0.03;
    private const double ResidualRate = 0.02;
    private const double Decay = 1e-4;
    private const int WarmUp = 50;
    private const double ResidualDecay = 3e-5;
    private const int ResidualWarmUp = 150;
    private const double HalfWay = 0.1;

    private Record reading;
    private Record fast;
    private Record slow;
    private Record residual;
    private double fastAverage;
    private double slowAverage;
    private double residualAverage;

    /// <summary>The profile of the readings that the residual is to.</summary>
    public static DayProfileShape Profile => new(48, 0.1);

    /// <summary>The record of the reading itself.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ref readonly Record Reading => ref reading;

    /// <summary>Measures a reading against all records, then takes it in.</summary>
    /// <param name="value">v, finite, within ±1e30.</param>
    /// <param name="profileValue">What the profile said of v's bin before v; NaN where the stream has no clock.</param>
    public RecordSum Observe(double value, double profileValue)
    {
        bool first = reading.Count == 0;
        fastAverage += (value - fastAverage) * (first ? 1 : FastRate);
        slowAverage += (value - slowAverage) * (first ? 1 : SlowRate);

        var sum = default(RecordSum);
        sum = Add(sum, Evidence.Reading, reading.Observe(value, Decay, WarmUp));
        sum = Add(sum, Evidence.FastAverage, fast.Observe(fastAverage, Decay, WarmUp));
        sum = Add(sum, Evidence.SlowAverage, slow.Observe(slowAverage, Decay, WarmUp));
        if (!double.IsNaN(profileValue))
        {
            double difference = first ? 0 : value - profileValue;
            residualAverage += (difference - residualAverage) * ResidualRate;
            sum = Add(sum, Evidence.DailyResidual, residual.Observe(residualAverage, ResidualDecay, ResidualWarmUp));
        }

        return sum;
    }

    private static RecordSum Add(RecordSum sum, Evidence evidence, double overshoot)
    {
        double magnitude = Math.Abs(overshoot);
        double total = sum.Total + (magnitude / (magnitude + HalfWay));
        return magnitude > Math.Abs(sum.Overshoot)
            ? new RecordSum(total, evidence, overshoot)
            : sum with { Total = total };
    }
}
