using System.Numerics;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>Lets the first row of an event through and holds back the rest: of a stream, whatever its features. All-zero bytes are a fresh state.</summary>
/// <remarks>
/// Per row, with M the level of the event under way, its age in rows, and B the recent events' sum: B *= e^(-1/500); if age ≥ 90, M *= e^(-1/5);
/// age += 1; if E > 1.4 M, emit E / (1 + 0.4 B), and B += E - M; if E ≥ M, M = E and age = 0.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct OnsetFilter<TReal>
    where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
{
    private const double Rise = 1.4;
    private const double Damping = 0.4;
    private const int Hold = 90;
    private const double LevelDecay = 0.8187307530779818; // e^(-1/5)
    private const double SumDecay = 0.9980019986673331; // e^(-1/500)

    private TReal level;
    private TReal recentSum;
    private int age;

    /// <summary>Takes a row's evidence in.</summary>
    /// <param name="evidence">E, the largest over the features, 0 and above.</param>
    /// <returns>The event score before saturation, 0 and above: see <see cref="AlarmScore{TReal}"/>.</returns>
    public double Observe(double evidence)
    {
        evidence = Underflow.ToZero(evidence);
        double sum = Underflow.ToZero(double.CreateTruncating(recentSum) * SumDecay);
        double held = double.CreateTruncating(level);
        if (age >= Hold)
        {
            held = Underflow.ToZero(held * LevelDecay);
        }

        age += age < int.MaxValue ? 1 : 0;
        double emitted = 0;
        if (evidence > Rise * held)
        {
            emitted = evidence / (1 + (Damping * sum));
            sum += evidence - held;
        }

        if (evidence >= held)
        {
            held = evidence;
            age = 0;
        }

        recentSum = TReal.CreateTruncating(sum);
        level = TReal.CreateTruncating(held);

        return emitted;
    }
}
