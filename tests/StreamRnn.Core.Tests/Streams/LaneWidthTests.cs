using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Tests.Streams;

public sealed class LaneWidthTests
{
    public static TheoryData<string> Runs => [.. ReferenceRun.All.Select(static run => run.Name)];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Process_AnyVectorWidth_SaysAndBecomesTheSameBits(string name)
    {
        ReferenceRun run = ReferenceRun.Named(name);
        string expected = run.Hash(VectorWidth.Bits128);
        Assert.Equal(expected, run.Hash(VectorWidth.Bits256));
        Assert.Equal(expected, run.Hash(VectorWidth.Bits512));
    }
}
