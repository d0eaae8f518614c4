using StreamRnn.Core.Buffers;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Tests.Kernels;

namespace StreamRnn.Core.Tests.Networks;

/// <summary>Many streams at once give the bits of one after the other, in every variant of the kernels.</summary>
public sealed unsafe class StepManyTests
{
    private const ulong Seed = 20260131;

    /// <summary>Two of the network's tiles of 24 streams and half of one.</summary>
    private const int Streams = 60;

    public static TheoryData<int, int> HiddenUnitsAndLayers()
    {
        var sizes = new TheoryData<int, int>();
        for (int hiddenUnits = 8; hiddenUnits <= 256; hiddenUnits += 8)
        {
            for (int layers = 1; layers <= NetworkShape.MaxLayers; layers++)
            {
                sizes.Add(hiddenUnits, layers);
            }
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(HiddenUnitsAndLayers))]
    public void StepMany_SixtyStreams_GivesTheBitsOfStep(int hiddenUnits, int layers)
    {
        var fleet = new Fleet(new NetworkShape(3, hiddenUnits, 1, layers));
        foreach (KernelVariant variant in KernelVariants.All)
        {
            fleet.Check(variant, [Streams]);
        }
    }

    [Theory]
    [InlineData(3, 8, 1, 1)]
    [InlineData(2, 16, 2, 2)]
    [InlineData(3, 24, 1, 3)]
    [InlineData(3, 32, 1, 1)]
    [InlineData(5, 40, 2, 2)]
    [InlineData(6, 64, 3, 1)]
    [InlineData(20, 16, 10, 4)]
    public void StepMany_AnyCountInAnySplit_GivesTheBitsOfStep(int inputs, int hiddenUnits, int targets, int layers)
    {
        var fleet = new Fleet(new NetworkShape(inputs, hiddenUnits, targets, layers));
        foreach (KernelVariant variant in KernelVariants.All)
        {
            for (int count = 1; count <= Streams; count++)
            {
                fleet.Check(variant, [count, Streams - count]);
            }

            fleet.Check(variant, [0, 7, 2, 25, 1, 20, 5]);
        }
    }

    /// <summary>Streams in the midst of their series, with room between their rows that no step may touch.</summary>
    private sealed class Fleet
    {
        private const int Gap = 16;

        private readonly NetworkShape shape;
        private readonly float[] parameters;
        private readonly float[] first;
        private readonly float[] expected;
        private readonly float[] expectedOutputs;
        private readonly AlignedBuffer memory;
        private readonly float[] outputs;

        public Fleet(NetworkShape shape)
        {
            this.shape = shape;
            var random = new SplitMix64(Seed);
            parameters = Samples.Parameters(shape, ref random);
            first = Samples.Values(Streams * Stride, 1, ref random);
            for (int stream = 0; stream < Streams; stream++)
            {
                Samples.State(shape, ref random).CopyTo(first, (stream * Stride) + shape.Inputs);
            }

            expected = [.. first];
            expectedOutputs = new float[Streams * shape.OutputLength];
            ForecastNetwork network = ForecastNetwork.Create(shape);
            for (int stream = 0; stream < Streams; stream++)
            {
                network.Step(
                    parameters, expected.AsSpan(stream * Stride, shape.RowLength), expectedOutputs.AsSpan(stream * shape.OutputLength, shape.OutputLength));
            }

            memory = new AlignedBuffer(expected.Length);
            outputs = new float[expectedOutputs.Length];
        }

        private int Stride => shape.RowLength + Gap;

        public void Check(KernelVariant variant, int[] counts)
        {
            ForecastNetwork network = variant.Create(new ForecastNetwork.Factory(shape));
            first.CopyTo(memory.Span);
            outputs.AsSpan().Clear();
            int start = 0;
            foreach (int count in counts)
            {
                nint[] rows = [.. Enumerable.Range(start, count).Select(stream => (nint)(memory.Pointer + (stream * Stride)))];
                network.StepMany(parameters, rows, outputs.AsSpan(start * shape.OutputLength, count * shape.OutputLength));
                start += count;
            }

            Assert.Equal(Streams, start);
            string what = $"{variant}, {string.Join(" + ", counts)} streams";
            Bits.AssertEqual(expected, memory.Span, $"rows by {what}");
            Bits.AssertEqual(expectedOutputs, outputs, $"outputs by {what}");
        }
    }
}
