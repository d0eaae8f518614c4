using System.Numerics;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// One alarm of two heads: a reading, or an average of them, beyond all that its stream has had (<see cref="OnsetFilter{TReal}"/>), or one out of place by at least two
/// views of it. All-zero bytes are a fresh state.
/// </summary>
/// <remarks>
/// L *= 1 - 1/1000; of the sharp evidence, s at most 6 before its gate, what rises above 1.5 is let through (<see cref="BurstFilter{TReal}"/>) as q = y / (1 + L / 24), and a new burst
/// adds 1 to L: a stream that cries often is believed less. Alarm = max(ev / (ev + 0.25), q / (q + 2.4)), ev the event score.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct AlarmScore<TReal>
    where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
{
    private const double SharpFloor = 1.5;
    private const double RateDecay = 0.999;
    private const double RateHalfPoint = 24;
    private const double EventHalfPoint = 0.25;
    private const double SharpHalfPoint = 2.4;

    private OnsetFilter<TReal> onsets;
    private BurstFilter<TReal> bursts;
    private TReal burstRate;

    /// <summary>Takes a row's evidence in.</summary>
    /// <param name="rangeEvidence">E: how far the row lies beyond its running ranges, 0 and above.</param>
    /// <param name="sharp">Gated sharp evidence y, 0 and above; see <see cref="SharpGate"/>.</param>
    /// <returns>The alarms of the two heads, each in [0, 1).</returns>
    public (double Ranges, double Sharp) Observe(double rangeEvidence, double sharp)
    {
        double onset = onsets.Observe(rangeEvidence);
        double rate = Underflow.ToZero(double.CreateTruncating(burstRate) * RateDecay);
        double rise = bursts.Observe(sharp, SharpFloor, out bool isNewBurst);
        double damped = rise / (1 + (rate / RateHalfPoint));
        burstRate = TReal.CreateTruncating(rate + (isNewBurst ? 1 : 0));
        return (Saturation.Of(onset, EventHalfPoint), Saturation.Of(damped, SharpHalfPoint));
    }
}
