namespace StreamRnn.Core.Streams;

/// <summary>
/// How long a stream usually is silent between two readings, and how long it was at the longest: what tells a silence from a pause. Two numbers of 16 bits.
/// </summary>
/// <remarks>
/// Both are logarithms, 2048 to an octave, so that an event costs a few sums. Both are robust: a single gap, whatever its length, moves the usual one by a tenth and the
/// longest one to some three times what it was, so that a stream that was away for a week is missed again as soon as before, and one whose gaps vary is known for it
/// after a few of them. The longest gap is forgotten with a half-life of <see cref="HalfLifeDays"/> days of the stream's own time.
/// </remarks>
public struct UsualInterval
{
    /// <summary>Days after which a longest gap counts half.</summary>
    public const double HalfLifeDays = (double)(CodesPerOctave * (1L << ForgettingShift)) / 86_400_000;

    private const int CodesPerOctave = 2048;

    /// <summary>The longest gap falls by one code as the stream's time passes a multiple of 2^19 ms.</summary>
    private const int ForgettingShift = 19;

    /// <summary>What a gap counts for beyond the usual or the longest one, at most: it is some three times as long.</summary>
    private const int MaxGrowth = 3072;

    private const int FirstGaps = 16;
    private const ulong MaxMilliseconds = 1UL << 31;
    private const int DroppedBits = 12;
    private const uint One = 127 << 11;

    // 0 before the first gap.
    private ushort usual;
    private ushort longest;

    /// <summary>Whether there was a gap yet.</summary>
    public readonly bool IsKnown => usual != 0;

    /// <summary>The usual gap in milliseconds; 0 before the first.</summary>
    public readonly double Milliseconds => usual == 0 ? 0 : Decode(usual);

    /// <summary>The longest gap in milliseconds, 0 before the first.</summary>
    public readonly double LongestMilliseconds => usual == 0 ? 0 : Decode(longest);

    /// <summary>Takes note of the time that the stream moved on by; where it did not, of nothing.</summary>
    /// <param name="before">The time that the stream had reached, Unix milliseconds; <see cref="long.MinValue"/> where it had reached none.</param>
    /// <param name="reached">The time that it has reached now.</param>
    /// <param name="gaps">How many gaps there can have been, this one included: the first ones count for more.</param>
    public void Observe(long before, long reached, long gaps)
    {
        if (reached <= before || before == long.MinValue)
        {
            return;
        }

        // The difference of distant times doesn't fit: as a number without a sign it does.
        int gap = Encode(Math.Min(unchecked((ulong)(reached - before)), MaxMilliseconds));
        if (usual == 0)
        {
            usual = longest = (ushort)gap;
            return;
        }

        int beyond = Math.Clamp(gap - usual, -MaxGrowth, MaxGrowth);
        usual += (ushort)(gaps >= FirstGaps ? (beyond + (FirstGaps / 2)) >> 4 : beyond / (int)Math.Max(gaps, 1));
        long passed = (reached >> ForgettingShift) - (before >> ForgettingShift);
        long remembered = Math.Max(longest - passed, usual);
        longest = (ushort)Math.Max(remembered, Math.Min(gap, longest + MaxGrowth));
    }

    /// <summary>The upper half of a float's bits behind the sign, from 1 ms on: a logarithm made of straight lines, and the same on every machine.</summary>
    private static int Encode(ulong milliseconds)
    {
        uint code = ((BitConverter.SingleToUInt32Bits((float)(long)milliseconds) + (1 << (DroppedBits - 1))) >> DroppedBits) - One;
        return Math.Max((int)code, 1);
    }

    private static float Decode(ushort code) => BitConverter.UInt32BitsToSingle((code + One) << DroppedBits);
}
