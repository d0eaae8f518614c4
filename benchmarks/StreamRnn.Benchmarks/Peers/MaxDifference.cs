namespace StreamRnn.Benchmarks.Peers;

/// <summary>How far two results are apart, and how far they may be.</summary>
internal static class MaxDifference
{
    /// <summary>
    /// What every comparison must stay below. Single precision rounds at 6e-8 and libraries differ in the order of sums and in their
    /// exponentials: 200 steps give some 1e-7. A wrong gate gives 1e-2.
    /// </summary>
    public const float Limit = 1e-5f;

    /// <summary>The largest |a - b|; NaN where one is not a number.</summary>
    public static float Of(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        float max = 0;
        for (int index = 0; index < left.Length; index++)
        {
            max = Math.Max(max, MathF.Abs(left[index] - right[index]));
        }

        return max;
    }
}
