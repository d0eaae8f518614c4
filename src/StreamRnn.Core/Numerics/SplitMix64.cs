namespace StreamRnn.Core.Numerics;

/// <summary>
/// A seeded generator of 64 bits of state, which are all that a snapshot has to keep. Steele, Lea, Flood: Fast splittable
/// pseudorandom number generators, OOPSLA 2014, with the mixing constants of variant 13 of D. Stafford.
/// </summary>
/// <remarks>A mutable value: hand it on by reference.</remarks>
/// <param name="seed">Any value, 0 included.</param>
public struct SplitMix64(ulong seed) : IEquatable<SplitMix64>
{
    /// <summary>The whole state: a generator made from it goes on with the same numbers.</summary>
    public ulong State { get; private set; } = seed;

    /// <summary>Whether two generators are in the same state.</summary>
    public static bool operator ==(SplitMix64 left, SplitMix64 right) => left.Equals(right);

    /// <summary>Whether two generators are in different states.</summary>
    public static bool operator !=(SplitMix64 left, SplitMix64 right) => !left.Equals(right);

    /// <summary>The next 64 bits.</summary>
    public ulong NextUInt64()
    {
        State += 0x9E3779B97F4A7C15;
        ulong mixed = State;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, 1), a multiple of 2^-24.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1.0f / (1 << 24));

    /// <summary>Uniform in [0, <paramref name="bound"/>): the high half of a 128-bit product, no value favoured by more than bound / 2^64.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);
    }

    /// <inheritdoc/>
    public readonly bool Equals(SplitMix64 other) => State == other.State;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is SplitMix64 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => State.GetHashCode();
}
