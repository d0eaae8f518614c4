using System.Runtime.CompilerServices;
using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Training;

/// <summary>
/// Adam (Kingma, Ba 2015, algorithm 1): m = β1 m + (1 - β1) g, v = β2 v + (1 - β2) g², w -= rate · m̂ / (√v̂ + ε) with both moments
/// corrected for their start at 0.
/// </summary>
/// <remarks>Gradients and moments are those of ordinary weights; a folded weight moves by the ordinary step times its fold.</remarks>
internal static unsafe class Adam<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public const double LearningRate = 1e-3;
    public const double FirstDecay = 0.9;
    public const double SecondDecay = 0.99;
    public const double Epsilon = 1e-6;

    /// <param name="shape">The network's sizes.</param>
    /// <param name="gradient">Gradient, <c>[ParameterCount]</c>.</param>
    /// <param name="gradientScale">What the gradient is multiplied by first: 1, or less where its norm is clipped.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="parameters">Weights, <c>[ParameterCount]</c>, updated.</param>
    /// <param name="moments">First, then second moments, <c>[2, ParameterCount]</c>, updated.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step(NetworkShape shape, float* gradient, float gradientScale, int step, float* parameters, float* moments)
    {
        var correction = new Correction(
            gradientScale, (float)(1 / (1 - IntegerPower(FirstDecay, step))), (float)(1 / (1 - IntegerPower(SecondDecay, step))));
        int count = shape.ParameterCount;
        for (int start = 0; start < count; start += Packing.BlockWidth)
        {
            float fold = start < shape.HeadStart ? LstmShape.Fold((LstmGate)(start / Packing.BlockWidth % 4)) : 1;
            TVector rate = TSimd.Broadcast((float)LearningRate * fold);
            for (int index = start; index < start + Packing.BlockWidth; index += TSimd.Width)
            {
                Update(correction, rate, gradient + index, parameters + index, moments + index, moments + count + index);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Update(in Correction correction, TVector rate, float* gradient, float* weights, float* firstMoment, float* secondMoment)
    {
        TVector g = TSimd.Multiply(TSimd.Load(gradient), TSimd.Broadcast(correction.GradientScale));
        TVector m = TSimd.MultiplyAdd(TSimd.Broadcast((float)(1 - FirstDecay)), g, TSimd.Multiply(TSimd.Load(firstMoment), TSimd.Broadcast((float)FirstDecay)));
        TVector v = TSimd.MultiplyAdd(
            TSimd.Broadcast((float)(1 - SecondDecay)), TSimd.Multiply(g, g), TSimd.Multiply(TSimd.Load(secondMoment), TSimd.Broadcast((float)SecondDecay)));
        TVector root = TSimd.Add(TSimd.SquareRoot(TSimd.Multiply(v, TSimd.Broadcast(correction.Second))), TSimd.Broadcast((float)Epsilon));
        TVector direction = TSimd.Divide(TSimd.Multiply(m, TSimd.Broadcast(correction.First)), root);
        TSimd.Store(firstMoment, TSimd.ZeroBelow(m, (float)Underflow.Bound));
        TSimd.Store(secondMoment, TSimd.ZeroBelow(v, (float)Underflow.Bound));
        TSimd.Store(weights, TSimd.Subtract(TSimd.Load(weights), TSimd.Multiply(rate, direction)));
    }

    /// <summary>By squaring: the same bits on every machine, which a library's power function need not give.</summary>
    private static double IntegerPower(double value, int exponent)
    {
        double power = 1;
        for (double square = value; exponent > 0; exponent >>= 1, square *= square)
        {
            power = (exponent & 1) == 0 ? power : power * square;
        }

        return power;
    }

    private readonly record struct Correction(float GradientScale, float First, float Second);
}
