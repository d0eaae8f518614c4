using System.Numerics;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>Lets evidence through where it rises, and holds back what does not rise above the last few rows. All-zero bytes are a fresh state.</summary>
/// <remarks>
/// Per row, with M the level of the burst under way and its age in rows: if age ≥ 3, M *= e^(-1/2); age += 1; the evidence y is let through where it is above the
/// floor and above 1.1 M; if y is above the floor and y ≥ M: M = y, age = 0. M is held for three rows only, so that a long anomaly is told again as it grows.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct BurstFilter<TReal>
    where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
{
    private const double Rise = 1.1;
    private const int Hold = 3;
    private const double LevelDecay = 0.6065306597126334; // e^(-1/2)

    private TReal level;
    private int age;

    /// <summary>Takes a row's evidence in.</summary>
    /// <param name="evidence">y, 0 and above.</param>
    /// <param name="floor">What counts as none, the same in every call.</param>
    /// <param name="isNewBurst">Whether it is the first to rise above the floor for a while.</param>
    /// <returns>y where it is let through, else 0.</returns>
    public double Observe(double evidence, double floor, out bool isNewBurst)
    {
        double before = double.CreateTruncating(level);
        if (age >= Hold)
        {
            before = Underflow.ToZero(before * LevelDecay);
        }

        age += age < int.MaxValue ? 1 : 0;
        double through = evidence > floor && evidence > Rise * before ? evidence : 0;
        isNewBurst = through > 0 && before < floor;
        if (evidence > floor && evidence >= before)
        {
            before = evidence;
            age = 0;
        }

        level = TReal.CreateTruncating(before);

        return through;
    }
}
