using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>The inner loops of <see cref="PackedProduct{TSimd,TVector}"/>: every accumulator is a local, so that all stay in registers.</summary>
internal static unsafe class PackedColumns<TSimd, TVector, TGroup>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
    where TGroup : struct, IRowGroup<TGroup, TVector>
{
    private const int Forget = Packing.Lanes;
    private const int Candidate = 2 * Packing.Lanes;
    private const int Output = 3 * Packing.Lanes;

    /// <summary>Four gates of one column, stored or added to what their place holds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void One(in PackedColumn column, nint weightStride, RowPointers factors, nint factorStride, RowPointers sums, bool isAdded)
    {
        float* weights = column.Weights;
        sums += column.Sum;
        TGroup input = Start(column, sums, 0);
        TGroup forget = Start(column, sums, Forget);
        TGroup candidate = Start(column, sums, Candidate);
        TGroup output = Start(column, sums, Output);
        nint index = column.FirstFactor;
        for (nint k = column.Count; k > 0; k--)
        {
            TGroup factor = TGroup.Broadcast(factors, index);
            input = TGroup.MultiplyAdd(TSimd.Load(weights), factor, input);
            forget = TGroup.MultiplyAdd(TSimd.Load(weights + Forget), factor, forget);
            candidate = TGroup.MultiplyAdd(TSimd.Load(weights + Candidate), factor, candidate);
            output = TGroup.MultiplyAdd(TSimd.Load(weights + Output), factor, output);
            weights += weightStride;
            index += factorStride;
        }

        if (isAdded)
        {
            Add(sums, ref input, ref forget, ref candidate, ref output);
        }

        Store(sums, input, forget, candidate, output);
    }

    /// <summary>Four gates of two columns, the second of which may be longer by one step.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Two(
        in PackedColumn first, in PackedColumn second, nint weightStride, RowPointers factors, nint factorStride, RowPointers sums, PackedEnding ending)
    {
        float* firstWeights = first.Weights;
        float* secondWeights = second.Weights;
        RowPointers firstFactors = factors + first.FirstFactor;
        RowPointers secondFactors = factors + second.FirstFactor;
        RowPointers firstSums = sums + first.Sum;
        RowPointers secondSums = sums + second.Sum;
        TGroup firstInput = Start(first, firstSums, 0);
        TGroup firstForget = Start(first, firstSums, Forget);
        TGroup firstCandidate = Start(first, firstSums, Candidate);
        TGroup firstOutput = Start(first, firstSums, Output);
        TGroup secondInput = Start(second, secondSums, 0);
        TGroup secondForget = Start(second, secondSums, Forget);
        TGroup secondCandidate = Start(second, secondSums, Candidate);
        TGroup secondOutput = Start(second, secondSums, Output);
        nint index = 0;
        for (nint k = first.Count; k > 0; k--)
        {
            TGroup factor = TGroup.Broadcast(firstFactors, index);
            firstInput = TGroup.MultiplyAdd(TSimd.Load(firstWeights), factor, firstInput);
            firstForget = TGroup.MultiplyAdd(TSimd.Load(firstWeights + Forget), factor, firstForget);
            firstCandidate = TGroup.MultiplyAdd(TSimd.Load(firstWeights + Candidate), factor, firstCandidate);
            firstOutput = TGroup.MultiplyAdd(TSimd.Load(firstWeights + Output), factor, firstOutput);
            factor = TGroup.Broadcast(secondFactors, index);
            secondInput = TGroup.MultiplyAdd(TSimd.Load(secondWeights), factor, secondInput);
            secondForget = TGroup.MultiplyAdd(TSimd.Load(secondWeights + Forget), factor, secondForget);
            secondCandidate = TGroup.MultiplyAdd(TSimd.Load(secondWeights + Candidate), factor, secondCandidate);
            secondOutput = TGroup.MultiplyAdd(TSimd.Load(secondWeights + Output), factor, secondOutput);
            firstWeights += weightStride;
            secondWeights += weightStride;
            index += factorStride;
        }

        if (second.Count > first.Count)
        {
            TGroup factor = TGroup.Broadcast(secondFactors, index);
            secondInput = TGroup.MultiplyAdd(TSimd.Load(secondWeights), factor, secondInput);
            secondForget = TGroup.MultiplyAdd(TSimd.Load(secondWeights + Forget), factor, secondForget);
            secondCandidate = TGroup.MultiplyAdd(TSimd.Load(secondWeights + Candidate), factor, secondCandidate);
            secondOutput = TGroup.MultiplyAdd(TSimd.Load(secondWeights + Output), factor, secondOutput);
        }

        if (ending == PackedEnding.Join)
        {
            firstInput = TGroup.Add(firstInput, secondInput);
            firstForget = TGroup.Add(firstForget, secondForget);
            firstCandidate = TGroup.Add(firstCandidate, secondCandidate);
            firstOutput = TGroup.Add(firstOutput, secondOutput);
        }
        else
        {
            if (ending == PackedEnding.Add)
            {
                Add(firstSums, ref firstInput, ref firstForget, ref firstCandidate, ref firstOutput);
                Add(secondSums, ref secondInput, ref secondForget, ref secondCandidate, ref secondOutput);
            }

            Store(secondSums, secondInput, secondForget, secondCandidate, secondOutput);
        }

        Store(firstSums, firstInput, firstForget, firstCandidate, firstOutput);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TGroup Start(in PackedColumn column, in RowPointers sums, int gate)
    {
        if (column.Start != null)
        {
            return TGroup.Repeat(TSimd.Load(column.Start + gate));
        }

        return column.IsFromZero ? TGroup.Repeat(TSimd.Broadcast(0)) : TGroup.Load(sums, gate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(RowPointers sums, ref TGroup input, ref TGroup forget, ref TGroup candidate, ref TGroup output)
    {
        input = TGroup.Add(TGroup.Load(sums, 0), input);
        forget = TGroup.Add(TGroup.Load(sums, Forget), forget);
        candidate = TGroup.Add(TGroup.Load(sums, Candidate), candidate);
        output = TGroup.Add(TGroup.Load(sums, Output), output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(RowPointers sums, TGroup input, TGroup forget, TGroup candidate, TGroup output)
    {
        TGroup.Store(sums, 0, input);
        TGroup.Store(sums, Forget, forget);
        TGroup.Store(sums, Candidate, candidate);
        TGroup.Store(sums, Output, output);
    }
}
