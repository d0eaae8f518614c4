using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Tests.Kernels;
using StreamRnn.Core.Tests.Numerics;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

public sealed unsafe class ForecastLossTests
{
    /// <summary>Single precision, where inverse scales go up to e^5.</summary>
    private const double Tolerance = 1e-5;

    private const float MinLogScale = -5;
    private const float MaxLogScale = 4;

    [Fact]
    public void Evaluate_EveryLength_AgreesWithDoublePrecisionAndBitByBit()
    {
        for (int length = 16; length <= 512; length += 16)
        {
            var planes = new Planes(length);
            float[] first = KernelVariants.All[0].Create(planes);
            for (int index = 0; index < length; index++)
            {
                (double loss, double mean, double logScale) = planes.Twin(index);
                Assert.Equal(mean, first[index], Tolerance);
                Assert.Equal(logScale, first[length + index], Tolerance);
                Assert.Equal(loss, first[(2 * length) + index], Tolerance * Math.Max(1, Math.Abs(loss)));
            }

            Assert.All(KernelVariants.All, variant => Bits.AssertEqual(first, variant.Create(planes), $"{variant}, {length}"));
        }
    }

    /// <summary>Means, log scales on both sides of their limits, and targets of which every seventh is masked.</summary>
    private sealed class Planes : IKernelFactory<float[]>
    {
        private readonly int length;
        private readonly float[] values;

        public Planes(int length)
        {
            this.length = length;
            var random = new SplitMix64(31);
            values = Uniform.Buffer(3 * length, ref random).Span.ToArray();
            for (int index = 0; index < length; index++)
            {
                values[length + index] *= 14;
                values[(2 * length) + index] = index % 7 == 3 ? float.NaN : 8 * values[(2 * length) + index];
            }
        }

        /// <summary>Gradients of means, then of log scales, then losses.</summary>
        public float[] Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            float[] planes = [.. values];
            fixed (float* means = planes)
            {
                ForecastLoss<TSimd, TVector>.Evaluate(length, means, means + length, means + (2 * length));
            }

            return planes;
        }

        /// <summary>-ln of the density 3/8 (1 + u²/4)^(-5/2) / scale with u = (target - mean) / scale, and its derivatives.</summary>
        public (double Loss, double Mean, double LogScale) Twin(int index)
        {
            (double mean, double rawLogScale, double target) = (values[index], values[length + index], values[(2 * length) + index]);
            if (double.IsNaN(target))
            {
                return default;
            }

            double logScale = Math.Clamp(rawLogScale, MinLogScale, MaxLogScale);
            (double meanGradient, double logScaleGradient) = TwinStudentT.Gradient(target, mean, logScale);
            bool leadsOutwards = (rawLogScale > MaxLogScale && logScaleGradient < 0) || (rawLogScale < MinLogScale && logScaleGradient > 0);
            return (
                TwinStudentT.NegativeLogLikelihood(target, mean, logScale),
                Math.Clamp(meanGradient, -1, 1),
                leadsOutwards ? 0 : Math.Clamp(logScaleGradient, -1, 1));
        }
    }
}
