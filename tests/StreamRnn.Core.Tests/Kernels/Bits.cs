using System.Runtime.InteropServices;

namespace StreamRnn.Core.Tests.Kernels;

/// <summary>Floats compared by their bits, so that 0 differs from -0 and a NaN equals itself.</summary>
internal static class Bits
{
    public static void AssertEqual(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        int index = MemoryMarshal.Cast<float, int>(expected).CommonPrefixLength(MemoryMarshal.Cast<float, int>(actual));
        if (index < expected.Length)
        {
            Assert.Fail($"{what}: {actual[index]:R} in place of {expected[index]:R} at {index} of {expected.Length}.");
        }
    }
}
