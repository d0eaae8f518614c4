using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Tests.Kernels;

public sealed class VectorWidthsTests
{
    [Fact]
    public void ByPreference_HoldsEveryWidthOnce_AcceleratedAndWiderFirst()
    {
        Assert.Equal(Enum.GetValues<VectorWidth>().Order(), VectorWidths.ByPreference.Order());
        Assert.Equal(VectorWidths.ByPreference[0], VectorWidths.Preferred);
        IEnumerable<(bool, VectorWidth)> ranks = VectorWidths.ByPreference.Select(width => (VectorWidths.IsHardwareAccelerated(width), width));
        Assert.Equal(ranks.OrderByDescending(rank => rank), ranks);
    }

    [Fact]
    public void Create_EveryWidth_IsThatOfItsVectors()
    {
        Assert.All(VectorWidths.ByPreference, width => Assert.Equal((int)width, 32 * VectorWidths.Create(width, new FloatCount())));
        Assert.Equal((int)VectorWidths.Preferred, 32 * VectorWidths.Create(null, new FloatCount()));
        Assert.Throws<ArgumentOutOfRangeException>(() => VectorWidths.Create((VectorWidth)64, new FloatCount()));
    }

    [Fact]
    public void Variants_OfTheTests_AreEveryWidthWithFewAndWithManyRegisters()
    {
        IEnumerable<(int, bool)> expected = VectorWidths.ByPreference.SelectMany(width => ((int, bool)[])[((int)width, true), ((int)width, false)]);
        Assert.Equal(expected.Order(), KernelVariants.All.Select(variant => variant.Create(new Choice())).Order());
    }

    private sealed class FloatCount : IKernelFactory<int>
    {
        public int Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            => TSimd.Width;
    }

    private sealed class Choice : IKernelFactory<(int Width, bool HasManyRegisters)>
    {
        public (int Width, bool HasManyRegisters) Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            => (32 * TSimd.Width, TSimd.HasManyRegisters);
    }
}
