using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>The sums of four gates for one vector's width of a block, row by row. A local of this type stays in registers.</summary>
internal unsafe struct GateSums<TSimd, TVector, TGroup>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
    where TGroup : struct, IRowGroup<TGroup, TVector>
{
    private const int Forget = Packing.BlockWidth;
    private const int Candidate = 2 * Packing.BlockWidth;
    private const int Output = 3 * Packing.BlockWidth;

    private TGroup input;
    private TGroup forget;
    private TGroup candidate;
    private TGroup output;

    /// <summary>What the column says that its sums start from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start(in PackedColumn column, in RowPointers sums)
    {
        if (column.Start != null)
        {
            input = TGroup.Repeat(TSimd.Load(column.Start));
            forget = TGroup.Repeat(TSimd.Load(column.Start + Forget));
            candidate = TGroup.Repeat(TSimd.Load(column.Start + Candidate));
            output = TGroup.Repeat(TSimd.Load(column.Start + Output));
        }
        else if (column.IsFromZero)
        {
            input = TGroup.Repeat(TSimd.Broadcast(0));
            forget = TGroup.Repeat(TSimd.Broadcast(0));
            candidate = TGroup.Repeat(TSimd.Broadcast(0));
            output = TGroup.Repeat(TSimd.Broadcast(0));
        }
        else
        {
            input = TGroup.Load(sums, 0);
            forget = TGroup.Load(sums, Forget);
            candidate = TGroup.Load(sums, Candidate);
            output = TGroup.Load(sums, Output);
        }
    }

    /// <summary>Each gate's sum += its weights of a packed row · the rows' factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accumulate(float* weights, in TGroup factors)
    {
        TGroup.Accumulate(ref input, weights, factors);
        TGroup.Accumulate(ref forget, weights + Forget, factors);
        TGroup.Accumulate(ref candidate, weights + Candidate, factors);
        TGroup.Accumulate(ref output, weights + Output, factors);
    }

    /// <summary>Adds the other half of the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in GateSums<TSimd, TVector, TGroup> other)
    {
        input = TGroup.Add(input, other.input);
        forget = TGroup.Add(forget, other.forget);
        candidate = TGroup.Add(candidate, other.candidate);
        output = TGroup.Add(output, other.output);
    }

    /// <summary>Adds what is stored to the sums, stored sums first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddStored(in RowPointers sums)
    {
        input = TGroup.Add(TGroup.Load(sums, 0), input);
        forget = TGroup.Add(TGroup.Load(sums, Forget), forget);
        candidate = TGroup.Add(TGroup.Load(sums, Candidate), candidate);
        output = TGroup.Add(TGroup.Load(sums, Output), output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(in RowPointers sums)
    {
        TGroup.Store(sums, 0, input);
        TGroup.Store(sums, Forget, forget);
        TGroup.Store(sums, Candidate, candidate);
        TGroup.Store(sums, Output, output);
    }
}
