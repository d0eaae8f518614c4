using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Scoring;

/// <summary>The constants of four <see cref="RunningRanges"/>.</summary>
/// <param name="Decay">k, the share by which a range shrinks towards its mean per value.</param>
/// <param name="WarmUp">Values whose overshoot is 0.</param>
public readonly record struct RunningRangeOptions(Vector256<double> Decay, Vector256<double> WarmUp);
