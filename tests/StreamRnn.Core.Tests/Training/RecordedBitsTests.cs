using System.Runtime.InteropServices;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Tests.Kernels;
using StreamRnn.Core.Tests.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

/// <summary>
/// Bits of a run recorded once: another processor, runtime or width must give the same. A change of a kernel's order of operations
/// changes them, and is then a change of every snapshot's meaning.
/// </summary>
public sealed class RecordedBitsTests
{
    public static TheoryData<int, int, int, ulong> Runs => new()
    {
        { 3, 16, 1, 12491017844479802241 },
        { 3, 32, 1, 7693962424304928200 },
        { 5, 40, 1, 4384790312413905204 },
        { 3, 24, 2, 3530980432431549726 },
        { 3, 32, 2, 15873491878319662204 },
        { 5, 16, 3, 14297830243632295660 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void StepAndTrain_SeededRun_EndInTheRecordedBits(int inputs, int hiddenUnits, int layers, ulong recorded)
    {
        const int Steps = 40;
        var shape = new NetworkShape(inputs, hiddenUnits, 1, layers);
        foreach (KernelVariant variant in KernelVariants.All)
        {
            var random = new SplitMix64(3);
            float[] parameters = Samples.Parameters(shape, ref random);
            float[] moments = new float[2 * shape.ParameterCount];
            float[] x = Samples.Values(Steps * inputs, 1, ref random);
            float[] y = Samples.Values(Steps, 1, ref random);
            var start = new float[shape.StateLength];
            NetworkTrainer trainer = variant.Create(new NetworkTrainer.Factory(shape, Steps, 1));
            int adamSteps = 0;
            for (int step = 0; step < 5; step++)
            {
                Assert.True(trainer.TrainBatch(parameters, moments, ref adamSteps, 1, x, y, start).Applied);
            }

            ForecastNetwork network = variant.Create(new ForecastNetwork.Factory(shape));
            var row = new float[shape.RowLength];
            var outputs = new float[2];
            for (int step = 0; step < Steps; step++)
            {
                x.AsSpan(step * inputs, inputs).CopyTo(row);
                network.Step(parameters, row, outputs);
            }

            ulong hash = Hash(outputs, Hash(row, Hash(moments, Hash(parameters, 0xCBF29CE484222325))));
            Assert.Equal(recorded, hash);
        }
    }

    /// <summary>FNV-1a over the words.</summary>
    private static ulong Hash(ReadOnlySpan<float> values, ulong hash)
    {
        foreach (uint word in MemoryMarshal.Cast<float, uint>(values))
        {
            hash = (hash ^ word) * 0x100000001B3;
        }

        return hash;
    }
}
