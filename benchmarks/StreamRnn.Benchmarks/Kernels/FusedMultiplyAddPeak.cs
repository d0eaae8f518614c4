using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamRnn.Benchmarks.Kernels;

/// <summary>The most multiply-adds that one core does, measured on registers alone: what kernels are set against.</summary>
internal static class FusedMultiplyAddPeak
{
    private const int Iterations = 400_000;

    /// <summary>10^9 floating-point operations a second, a multiply-add counted as two; the best of some runs.</summary>
    public static double Measure()
    {
        double best = 0;
        for (int run = 0; run < 40; run++)
        {
            long start = Stopwatch.GetTimestamp();
            float sum = Vector512.IsHardwareAccelerated ? Run512() : Run256();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double elements = Vector512.IsHardwareAccelerated ? 16 : 8;
            best = Math.Max(best, 2 * elements * 10 * Iterations / seconds / 1e9);
            GC.KeepAlive(sum);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run512()
    {
        Vector512<float> factor = Vector512.Create(0.999f);
        Vector512<float> a = factor, b = factor, c = factor, d = factor, e = factor, f = factor, g = factor, h = factor, i = factor, j = factor;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            a = Vector512.FusedMultiplyAdd(a, factor, factor);
            b = Vector512.FusedMultiplyAdd(b, factor, factor);
            c = Vector512.FusedMultiplyAdd(c, factor, factor);
            d = Vector512.FusedMultiplyAdd(d, factor, factor);
            e = Vector512.FusedMultiplyAdd(e, factor, factor);
            f = Vector512.FusedMultiplyAdd(f, factor, factor);
            g = Vector512.FusedMultiplyAdd(g, factor, factor);
            h = Vector512.FusedMultiplyAdd(h, factor, factor);
            i = Vector512.FusedMultiplyAdd(i, factor, factor);
            j = Vector512.FusedMultiplyAdd(j, factor, factor);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run256()
    {
        Vector256<float> factor = Vector256.Create(0.999f);
        Vector256<float> a = factor, b = factor, c = factor, d = factor, e = factor, f = factor, g = factor, h = factor, i = factor, j = factor;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            a = Vector256.FusedMultiplyAdd(a, factor, factor);
            b = Vector256.FusedMultiplyAdd(b, factor, factor);
            c = Vector256.FusedMultiplyAdd(c, factor, factor);
            d = Vector256.FusedMultiplyAdd(d, factor, factor);
            e = Vector256.FusedMultiplyAdd(e, factor, factor);
            f = Vector256.FusedMultiplyAdd(f, factor, factor);
            g = Vector256.FusedMultiplyAdd(g, factor, factor);
            h = Vector256.FusedMultiplyAdd(h, factor, factor);
            i = Vector256.FusedMultiplyAdd(i, factor, factor);
            j = Vector256.FusedMultiplyAdd(j, factor, factor);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j);
    }
}
