using StreamRnn.Core.Buffers;
using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Tests.Kernels;

namespace StreamRnn.Core.Tests.Cells;

public sealed unsafe class LstmCellTests
{
    /// <summary>Some roundings of numbers up to 3.</summary>
    private const double Tolerance = 3e-6;

    public static TheoryData<int> Blocks => [.. Enumerable.Range(1, 16)];

    /// <summary>The step itself faces its twin in the network's tests, at every number of hidden units.</summary>
    [Theory]
    [MemberData(nameof(Blocks))]
    public void StepBackward_EveryNumberOfBlocks_AgreesWithDoublePrecisionAndBitByBit(int blocks)
    {
        var sample = new BackwardSample(blocks);
        (float[] gates, float[] cellStateGradient) = KernelVariants.All[0].Create(sample);
        for (int unit = 0; unit < blocks * 16; unit++)
        {
            (double[] dz, double dc) = sample.Twin(unit);
            for (int gate = 0; gate < 4; gate++)
            {
                Assert.Equal(dz[gate], gates[(unit / 16 * 64) + (gate * 16) + (unit % 16)], Tolerance);
            }

            Assert.Equal(dc, cellStateGradient[unit], Tolerance);
        }

        foreach (KernelVariant variant in KernelVariants.All)
        {
            (float[] variantGates, float[] variantGradient) = variant.Create(sample);
            Bits.AssertEqual(gates, variantGates, $"dz of {variant}");
            Bits.AssertEqual(cellStateGradient, variantGradient, $"dc of {variant}");
        }
    }

    /// <summary>One row's gates, e^-z and e^-2z as the step leaves them, its cell states and the gradients that reach it.</summary>
    private sealed class BackwardSample : IKernelFactory<(float[] Gates, float[] CellStateGradient)>
    {
        private readonly int blocks;
        private readonly float[] powers;
        private readonly AlignedBuffer cellState;
        private readonly AlignedBuffer nextCellState;
        private readonly AlignedBuffer hiddenStateGradient;
        private readonly AlignedBuffer cellStateGradient;

        public BackwardSample(int blocks)
        {
            this.blocks = blocks;
            var random = new SplitMix64(23);
            powers = [.. Uniform.Buffer(blocks * 64, ref random).Span.ToArray().Select(z => MathF.Exp(6 * z))];
            cellState = Uniform.Buffer(blocks * 16, ref random);
            nextCellState = Uniform.Buffer(blocks * 16, ref random);
            hiddenStateGradient = Uniform.Buffer(blocks * 16, ref random);
            cellStateGradient = Uniform.Buffer(blocks * 16, ref random);
        }

        public (float[] Gates, float[] CellStateGradient) Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            float[] gates = [.. powers];
            float[] gradient = cellStateGradient.Span.ToArray();
            fixed (float* z = gates, dc = gradient)
            {
                LstmCell<TSimd, TVector>.StepBackward(blocks, z, cellState.Pointer, nextCellState.Pointer, hiddenStateGradient.Pointer, dc);
            }

            GC.KeepAlive(this);
            return (gates, gradient);
        }

        /// <summary>dL/dz of a unit's four gates, and dL/dc.</summary>
        public (double[] Dz, double Dc) Twin(int unit)
        {
            double Power(int gate) => powers[(unit / 16 * 64) + (gate * 16) + (unit % 16)];
            double i = 1 / (1 + Power(0));
            double f = 1 / (1 + Power(1));
            double g = (1 - Power(2)) / (1 + Power(2));
            double o = 1 / (1 + Power(3));
            double tanh = Math.Tanh(nextCellState.Span[unit]);
            double dh = hiddenStateGradient.Span[unit];
            double dc = cellStateGradient.Span[unit] + (dh * o * (1 - (tanh * tanh)));
            double[] dz = [dc * g * i * (1 - i), dc * cellState.Span[unit] * f * (1 - f), dc * i * (1 - (g * g)), dh * tanh * o * (1 - o)];
            return (dz, dc * f);
        }
    }
}
