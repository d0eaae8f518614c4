using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Benchmarks.Kernels;

/// <summary>The most multiply-adds that one core does, measured on registers alone: what kernels are set against.</summary>
internal static class FusedMultiplyAddPeak
{
    private const int Iterations = 400_000;

    /// <summary>Sums that don't wait for each other: enough to hide a multiply-add's latency, few enough for 16 registers.</summary>
    private const int Accumulators = 10;

    /// <summary>10^9 floating-point operations a second, a multiply-add counted as two; the best of some runs.</summary>
    public static double Measure()
    {
        double best = 0;
        for (int run = 0; run < 40; run++)
        {
            long start = Stopwatch.GetTimestamp();
            (float sum, int width) = Vector512.IsHardwareAccelerated ? Run<Simd512, Vector512<float>>() : Run<Simd256, Vector256<float>>();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            best = Math.Max(best, 2.0 * width * Accumulators * Iterations / seconds / 1e9);
            GC.KeepAlive(sum);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe (float Sum, int Width) Run<TSimd, TVector>()
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector factor = TSimd.Broadcast(0.999f);
        TVector a = factor, b = factor, c = factor, d = factor, e = factor, f = factor, g = factor, h = factor, i = factor, j = factor;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            a = TSimd.MultiplyAdd(a, factor, factor);
            b = TSimd.MultiplyAdd(b, factor, factor);
            c = TSimd.MultiplyAdd(c, factor, factor);
            d = TSimd.MultiplyAdd(d, factor, factor);
            e = TSimd.MultiplyAdd(e, factor, factor);
            f = TSimd.MultiplyAdd(f, factor, factor);
            g = TSimd.MultiplyAdd(g, factor, factor);
            h = TSimd.MultiplyAdd(h, factor, factor);
            i = TSimd.MultiplyAdd(i, factor, factor);
            j = TSimd.MultiplyAdd(j, factor, factor);
        }

        // So that none of them can be left out.
        TVector sum = TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.Add(TSimd.Add(TSimd.Add(e, f), TSimd.Add(g, h)), TSimd.Add(i, j)));
        float* elements = stackalloc float[TSimd.Width];
        TSimd.Store(elements, sum);
        return (elements[0], TSimd.Width);
    }
}
