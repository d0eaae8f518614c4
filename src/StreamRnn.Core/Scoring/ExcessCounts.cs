using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Scoring;

/// <summary>How many excesses each of four <see cref="Calibrators{TQuadruple}"/> has met, held at 65,535: more than the N(1 - q) to which any calibrator here counts.</summary>
[InlineArray(Quadruple.Length)]
internal struct ExcessCounts
{
    private ushort first;

    // By a mask's four bits: a one in each 16-bit count whose bit is set.
    private static ReadOnlySpan<ulong> Ones =>
    [
        0x0, 0x1, 0x1_0000, 0x1_0001,
        0x1_0000_0000, 0x1_0000_0001, 0x1_0001_0000, 0x1_0001_0001,
        0x1_0000_0000_0000, 0x1_0000_0000_0001, 0x1_0000_0001_0000, 0x1_0000_0001_0001,
        0x1_0001_0000_0000, 0x1_0001_0000_0001, 0x1_0001_0001_0000, 0x1_0001_0001_0001,
    ];

    private Vector128<ushort> Packed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref Unsafe.AsRef(in first)))).AsUInt16();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Unsafe.WriteUnaligned(ref Unsafe.As<ushort, byte>(ref first), value.AsUInt64().ToScalar());
    }

    /// <summary>Counts one on where the mask's bit is set, and gives the counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TQuadruple Add<TQuadruple>(uint isExcess)
        where TQuadruple : unmanaged, IQuadruple<TQuadruple>
    {
        Vector128<ushort> counts = Vector128.AddSaturate(Packed, Vector128.CreateScalar(Ones[(int)isExcess]).AsUInt16());
        Packed = counts;
        return TQuadruple.OfCounts(counts);
    }

    /// <summary>Sets all counts.</summary>
    public void Start(int count) => Packed = Vector128.Create((ushort)count);
}
