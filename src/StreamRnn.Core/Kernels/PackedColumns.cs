using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>The inner loops of <see cref="PackedProduct{TSimd,TVector}"/>: one or two columns of weights times some rows, a group of rows at a time.</summary>
/// <remarks>Rows run from the first one given to before the last one given, in whole groups. One loop a method: the compiler gives up inlining in larger ones.</remarks>
internal static unsafe class PackedColumns<TSimd, TVector, TGroup>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
    where TGroup : struct, IRowGroup<TGroup, TVector>
{
    /// <summary>Two columns side by side, or the halves of one, the second of which may be longer by one step.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Two<TPair>(in PackedColumn first, in PackedColumn second, nint weightStride, in PackedRows rows, int firstRow, int lastRow)
        where TPair : struct, IColumnPair
    {
        for (int row = firstRow; row < lastRow; row += TGroup.Count)
        {
            RowPointers factors = TGroup.Factors(rows, row);
            RowPointers sums = TGroup.Sums(rows, row);
            RowPointers firstSums = sums + first.Sum;
            RowPointers secondSums = TPair.AreHalves ? firstSums : sums + second.Sum;
            GateSums<TSimd, TVector, TGroup> firstGates = default;
            GateSums<TSimd, TVector, TGroup> secondGates = default;
            firstGates.Start(first, firstSums);
            secondGates.Start(second, secondSums);
            float* firstWeights = first.Weights;
            float* secondWeights = second.Weights;
            nint firstIndex = first.FirstFactor;
            nint secondIndex = second.FirstFactor;
            nint factorStride = rows.FactorStride;
            for (nint k = first.Count; k > 0; k--)
            {
                TGroup factor = TGroup.Broadcast(factors, firstIndex);
                firstGates.Accumulate(firstWeights, factor);
                secondGates.Accumulate(secondWeights, TPair.AreHalves ? TGroup.Broadcast(factors, secondIndex) : factor);
                firstWeights += weightStride;
                secondWeights += weightStride;
                firstIndex += factorStride;
                secondIndex += factorStride;
            }

            if (TPair.AreHalves)
            {
                if (second.Count > first.Count)
                {
                    secondGates.Accumulate(secondWeights, TGroup.Broadcast(factors, secondIndex));
                }

                firstGates.Add(secondGates);
            }
            else
            {
                secondGates.Store(secondSums);
            }

            firstGates.Store(firstSums);
        }
    }

    /// <summary>One column, stored or added to what its place holds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void One(in PackedColumn column, nint weightStride, in PackedRows rows, int firstRow, int lastRow, bool isAdded)
    {
        for (int row = firstRow; row < lastRow; row += TGroup.Count)
        {
            RowPointers factors = TGroup.Factors(rows, row) + column.FirstFactor;
            RowPointers sums = TGroup.Sums(rows, row) + column.Sum;
            GateSums<TSimd, TVector, TGroup> gates = default;
            gates.Start(column, sums);
            float* weights = column.Weights;
            nint index = 0;
            nint factorStride = rows.FactorStride;
            for (nint k = column.Count; k > 0; k--)
            {
                gates.Accumulate(weights, TGroup.Broadcast(factors, index));
                weights += weightStride;
                index += factorStride;
            }

            if (isAdded)
            {
                gates.AddStored(sums);
            }

            gates.Store(sums);
        }
    }
}

/// <summary>What two columns are to each other.</summary>
internal interface IColumnPair
{
    /// <summary>Whether they are halves of one column's sum over k; else they are neighbours with the same factors.</summary>
    static abstract bool AreHalves { get; }
}

internal readonly struct Neighbours : IColumnPair
{
    public static bool AreHalves => false;
}

internal readonly struct Halves : IColumnPair
{
    public static bool AreHalves => true;
}

/// <summary>One vector's width of a block, for some k.</summary>
internal readonly unsafe struct PackedColumn(float* start, bool isFromZero, float* weights, nint firstFactor, nint count, nint sum)
{
    /// <summary>What the sums start from, alike for all rows; null where each goes on from what it holds, or starts from 0.</summary>
    public readonly float* Start = start;

    public readonly bool IsFromZero = isFromZero;

    public readonly float* Weights = weights;

    /// <summary>Floats from a row's first factor to the column's first.</summary>
    public readonly nint FirstFactor = firstFactor;

    /// <summary>Number of k.</summary>
    public readonly nint Count = count;

    /// <summary>Floats from a row's sums to the column's.</summary>
    public readonly nint Sum = sum;
}

/// <summary>The sums of four gates for one vector's width of a block, row by row. A local of this type stays in registers.</summary>
internal unsafe struct GateSums<TSimd, TVector, TGroup>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
    where TGroup : struct, IRowGroup<TGroup, TVector>
{
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
            forget = TGroup.Repeat(TSimd.Load(column.Start + Packing.Forget));
            candidate = TGroup.Repeat(TSimd.Load(column.Start + Packing.Candidate));
            output = TGroup.Repeat(TSimd.Load(column.Start + Packing.Output));
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
            forget = TGroup.Load(sums, Packing.Forget);
            candidate = TGroup.Load(sums, Packing.Candidate);
            output = TGroup.Load(sums, Packing.Output);
        }
    }

    /// <summary>Each gate's sum += its weights of a packed row · the rows' factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accumulate(float* weights, in TGroup factors)
    {
        TGroup.Accumulate(ref input, weights, factors);
        TGroup.Accumulate(ref forget, weights + Packing.Forget, factors);
        TGroup.Accumulate(ref candidate, weights + Packing.Candidate, factors);
        TGroup.Accumulate(ref output, weights + Packing.Output, factors);
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
        forget = TGroup.Add(TGroup.Load(sums, Packing.Forget), forget);
        candidate = TGroup.Add(TGroup.Load(sums, Packing.Candidate), candidate);
        output = TGroup.Add(TGroup.Load(sums, Packing.Output), output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(in RowPointers sums)
    {
        TGroup.Store(sums, 0, input);
        TGroup.Store(sums, Packing.Forget, forget);
        TGroup.Store(sums, Packing.Candidate, candidate);
        TGroup.Store(sums, Packing.Output, output);
    }
}
