using StreamRnn.Core.Buffers;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Kernels;

/// <summary>Seeded numbers, uniform in [-1/2, 1/2).</summary>
internal static class Uniform
{
    public static AlignedBuffer Buffer(int length, ref SplitMix64 random)
    {
        var buffer = new AlignedBuffer(length);
        Fill(buffer.Span, ref random);
        return buffer;
    }

    public static void Fill(Span<float> values, ref SplitMix64 random)
    {
        foreach (ref float value in values)
        {
            value = random.NextSingle() - 0.5f;
        }
    }
}
