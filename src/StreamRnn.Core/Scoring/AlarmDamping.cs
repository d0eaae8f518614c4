using System.Numerics;
using System.Runtime.InteropServices;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>A stream that cries often is believed less. All-zero bytes are a fresh state.</summary>
/// <remarks>
/// With L the count of its bursts of alarms, an hour apart and fading over five days: alarm' = a / (1 + max(0, L - 5) / 4), a the alarm, above 1.5 only 1.5 (1 + ln(alarm / 1.5)). A burst begins where the alarm itself is one that a normal stream reaches
/// less often than once in twelve days. On the KPIs of AIOps 2018 it takes two thirds of the false incidents at the same share found: they are a few streams' own.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct AlarmDamping<TReal>
    where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
{
    /// <summary>Alarms a day that a burst is rarer than.</summary>
    public const double BurstsPerDay = 0.08;

    /// <summary>Alarms above it count by their logarithm: else what is beyond all measure could not be damped.</summary>
    private const double Proportional = 1.5;

    private const double Free = 5;
    private const double Unit = 4;
    private const double FadeDays = 5;
    private const double ToldDays = 30;
    private const double Rise = 1.5;

    /// <summary>Rows below the counted alarm before a crossing of it is a new one.</summary>
    private const int RowsBetweenCrossings = 32;

    private TReal load;
    private TReal told;
    private ushort sinceAlarm;
    private ushort sinceCounted;

    /// <summary>Whether a rare row outdoes by half what was told in the last weeks, which fades by 1/e in thirty days.</summary>
    public bool Outdoes(double believed, bool isRare, double rowsPerDay)
    {
        double before = Underflow.ToZero(double.CreateTruncating(told) * (1 - (1 / (1 + (ToldDays * rowsPerDay)))));
        bool outdoes = isRare && believed > Rise * before;
        told = TReal.CreateTruncating(isRare ? Math.Max(before, believed) : before);
        return outdoes;
    }

    /// <summary>Whether the believed alarm rises above <see cref="AlarmRate.CountedAlarm"/>, for the first time in a while.</summary>
    public bool Crosses(double believed)
    {
        bool isAbove = believed >= AlarmRate.CountedAlarm;
        bool isNew = isAbove && sinceCounted >= RowsBetweenCrossings;
        sinceCounted = isAbove ? (ushort)0 : (ushort)Math.Min(sinceCounted + 1, ushort.MaxValue);
        return isNew;
    }

    /// <summary>The alarm as it is believed; then takes it in.</summary>
    /// <param name="alarm">0 and above.</param>
    /// <param name="isBurst">Whether it is rare enough to count.</param>
    /// <param name="rowsPerDay">Readings of a day, 1 and above.</param>
    public double Observe(double alarm, bool isBurst, double rowsPerDay)
    {
        double faded = Underflow.ToZero(double.CreateTruncating(load) * (1 - (1 / (1 + (FadeDays * rowsPerDay)))));
        double bounded = alarm <= Proportional ? alarm : Proportional * (1 + Logarithm.Natural((float)(alarm / Proportional)));
        double believed = bounded / (1 + (Math.Max(0, faded - Free) / Unit));
        bool isNew = sinceAlarm == 0 || sinceAlarm > Math.Min(rowsPerDay / 24, ushort.MaxValue - 1);
        sinceAlarm += (ushort)(sinceAlarm is > 0 and < ushort.MaxValue ? 1 : 0);
        if (isBurst)
        {
            faded += isNew ? 1 : 0;
            sinceAlarm = 1;
        }

        load = TReal.CreateTruncating(faded);
        return believed;
    }
}
