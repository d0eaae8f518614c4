using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>The inner loops of <see cref="PackedProduct{TSimd,TVector,TGroup}"/>: every accumulator is a local, so that all stay in registers.</summary>
internal static unsafe class PackedColumns<TSimd, TVector, TGroup>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
    where TGroup : struct, IRowGroup<TGroup, TVector>
{
    private const int Forget = Packing.Lanes;
    private const int Candidate = 2 * Packing.Lanes;
    private const int Output = 3 * Packing.Lanes;

    /// <summary>Four gates of one column. With <paramref name="add"/> the sums are added to what the destination holds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void One(in PackedColumn column, nint weightStride, nint factorStride, RowPointers sums, bool add)
    {
        float* weights = column.Weights;
        RowPointers factors = column.Factors;
        TGroup input = Start(column.Initial, 0);
        TGroup forget = Start(column.Initial, Forget);
        TGroup candidate = Start(column.Initial, Candidate);
        TGroup output = Start(column.Initial, Output);
        nint index = 0;
        for (nint k = 0; k < column.Count; k++)
        {
            TGroup factor = TGroup.Broadcast(factors, index);
            input = TGroup.MultiplyAdd(TSimd.Load(weights), factor, input);
            forget = TGroup.MultiplyAdd(TSimd.Load(weights + Forget), factor, forget);
            candidate = TGroup.MultiplyAdd(TSimd.Load(weights + Candidate), factor, candidate);
            output = TGroup.MultiplyAdd(TSimd.Load(weights + Output), factor, output);
            weights += weightStride;
            index += factorStride;
        }

        if (add)
        {
            input = TGroup.Add(TGroup.Load(sums, 0), input);
            forget = TGroup.Add(TGroup.Load(sums, Forget), forget);
            candidate = TGroup.Add(TGroup.Load(sums, Candidate), candidate);
            output = TGroup.Add(TGroup.Load(sums, Output), output);
        }

        Store(sums, input, forget, candidate, output);
    }

    /// <summary>
    /// Four gates of two columns, the second of which may be longer by one step. With <paramref name="add"/> they are the
    /// halves of one sum, which goes to <paramref name="firstSums"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Two(
        in PackedColumn first, in PackedColumn second, nint weightStride, nint factorStride, RowPointers firstSums, RowPointers secondSums, bool add)
    {
        float* firstWeights = first.Weights;
        float* secondWeights = second.Weights;
        RowPointers firstFactors = first.Factors;
        RowPointers secondFactors = second.Factors;
        TGroup firstInput = Start(first.Initial, 0);
        TGroup firstForget = Start(first.Initial, Forget);
        TGroup firstCandidate = Start(first.Initial, Candidate);
        TGroup firstOutput = Start(first.Initial, Output);
        TGroup secondInput = Start(second.Initial, 0);
        TGroup secondForget = Start(second.Initial, Forget);
        TGroup secondCandidate = Start(second.Initial, Candidate);
        TGroup secondOutput = Start(second.Initial, Output);
        nint index = 0;
        for (nint k = 0; k < first.Count; k++)
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

        if (add)
        {
            firstInput = TGroup.Add(firstInput, secondInput);
            firstForget = TGroup.Add(firstForget, secondForget);
            firstCandidate = TGroup.Add(firstCandidate, secondCandidate);
            firstOutput = TGroup.Add(firstOutput, secondOutput);
        }
        else
        {
            Store(secondSums, secondInput, secondForget, secondCandidate, secondOutput);
        }

        Store(firstSums, firstInput, firstForget, firstCandidate, firstOutput);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TGroup Start(in RowPointers initial, int gate) => initial.First == null ? TGroup.Repeat(TSimd.Broadcast(0)) : TGroup.Load(initial, gate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(RowPointers sums, TGroup input, TGroup forget, TGroup candidate, TGroup output)
    {
        TGroup.Store(sums, 0, input);
        TGroup.Store(sums, Forget, forget);
        TGroup.Store(sums, Candidate, candidate);
        TGroup.Store(sums, Output, output);
    }
}
