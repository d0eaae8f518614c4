using System.Runtime.CompilerServices;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Training;

/// <summary>The Student-t loss (<see cref="StudentT"/>) and its gradients over planes of forecasts, elementwise.</summary>
/// <remarks>
/// Gradients are clipped at ±1. A log scale outside its limits passes on only a gradient that leads back inside: with none at all it could
/// never return. Deviations are clamped at 10^9 scales.
/// </remarks>
internal static unsafe class ForecastLoss<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const float MaxDeviation = 1e9f;

    /// <param name="length">Entries, a multiple of 16.</param>
    /// <param name="means">Means; receives dL/dmean.</param>
    /// <param name="logScales">Log scales before they are limited; receives dL/dlogScale.</param>
    /// <param name="targets">Observations, NaN where masked; receives the loss, 0 where masked, NaN where the mean is not finite or the observation infinite.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Evaluate(int length, float* means, float* logScales, float* targets)
    {
        TVector zero = TSimd.Broadcast(0);
        TVector one = TSimd.Broadcast(1);
        TVector minusOne = TSimd.Broadcast(-1);
        TVector minLogScale = TSimd.Broadcast(ForecastHead.MinLogScale);
        TVector maxLogScale = TSimd.Broadcast(ForecastHead.MaxLogScale);
        for (int index = 0; index < length; index += TSimd.Width)
        {
            TVector mean = TSimd.Load(means + index);
            TVector rawLogScale = TSimd.Load(logScales + index);
            TVector target = TSimd.Load(targets + index);
            TVector known = TSimd.IsNumber(target);

            TVector logScale = TSimd.Min(TSimd.Max(rawLogScale, minLogScale), maxLogScale);
            TVector inverseScale = Exponential<TSimd, TVector>.PowerOfTwo(TSimd.Multiply(logScale, TSimd.Broadcast(-Exponential.BinaryLogarithmOfE)));
            TVector observation = TSimd.Select(known, target, mean);
            TVector deviation = TSimd.Multiply(TSimd.Subtract(observation, mean), inverseScale);
            deviation = TSimd.Min(TSimd.Max(deviation, TSimd.Broadcast(-MaxDeviation)), TSimd.Broadcast(MaxDeviation));
            TVector square = TSimd.Multiply(deviation, deviation);
            TVector share = TSimd.Divide(TSimd.Multiply(deviation, TSimd.Broadcast(5)), TSimd.Add(square, TSimd.Broadcast(4)));

            TVector meanGradient = TSimd.Subtract(zero, TSimd.Multiply(share, inverseScale));
            TVector logScaleGradient = TSimd.Subtract(one, TSimd.Multiply(share, deviation));
            TVector leadsOutwards = TSimd.Select(
                TSimd.LessThan(rawLogScale, minLogScale), TSimd.LessThan(zero, logScaleGradient), TSimd.And(TSimd.LessThan(maxLogScale, rawLogScale), TSimd.LessThan(logScaleGradient, zero)));
            logScaleGradient = TSimd.Select(leadsOutwards, zero, logScaleGradient);

            TVector loss = TSimd.MultiplyAdd(
                Logarithm<TSimd, TVector>.Natural(TSimd.MultiplyAdd(square, TSimd.Broadcast(0.25f), one)),
                TSimd.Broadcast(2.5f),
                TSimd.Add(logScale, TSimd.Broadcast((float)StudentT.NegativeLogPeak)));

            // The deviation's limit has hidden infinities; a finite number less itself is 0, any other NaN.
            loss = TSimd.Add(loss, TSimd.Add(TSimd.Subtract(mean, mean), TSimd.Subtract(observation, observation)));

            TSimd.Store(means + index, TSimd.And(known, TSimd.Min(TSimd.Max(meanGradient, minusOne), one)));
            TSimd.Store(logScales + index, TSimd.And(known, TSimd.Min(TSimd.Max(logScaleGradient, minusOne), one)));
            TSimd.Store(targets + index, TSimd.And(known, loss));
        }
    }
}
