using System.Collections.Immutable;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// The lags at which a <see cref="PatternMemory"/> looks back: every one where they are short, then some, in segments that follow each other without a gap.
/// </summary>
public sealed class PatternLags
{
    /// <summary>Keeps the lags of these segments.</summary>
    /// <param name="segments">One or more, near before far, each beginning where the one before it ends.</param>
    /// <exception cref="ArgumentException">There is none, one has no lag, or one begins elsewhere.</exception>
    public PatternLags(params ReadOnlySpan<PatternSegment> segments)
    {
        if (segments.IsEmpty)
        {
            throw new ArgumentException("A pattern memory needs one segment of lags or more.", nameof(segments));
        }

        for (int i = 0; i < segments.Length; i++)
        {
            if (segments[i].First < 1 || segments[i].Step < 1 || segments[i].Last < segments[i].First)
            {
                throw new ArgumentException($"The segment from {segments[i].First} to {segments[i].Last} by {segments[i].Step} has no lag of 1 or more.", nameof(segments));
            }

            if (i > 0 && segments[i].First != segments[i - 1].End)
            {
                throw new ArgumentException($"The segment from {segments[i].First} on does not follow the one before it, which ends before {segments[i - 1].End}.", nameof(segments));
            }
        }

        Segments = [.. segments];
    }

    /// <summary>8 to 255 only: shapes that come back soon.</summary>
    public static PatternLags Near { get; } = new(new PatternSegment(8, 255, 1));

    /// <summary>8 to 255, to 1535 every 4th, to 6015 every 8th.</summary>
    public static PatternLags Small { get; } = new(new PatternSegment(8, 255, 1), new PatternSegment(256, 1535, 4), new PatternSegment(1536, 6015, 8));

    /// <summary>8 to 511, to 8191 every 4th.</summary>
    public static PatternLags Wide { get; } = new(new PatternSegment(8, 511, 1), new PatternSegment(512, 8191, 4));

    /// <summary>Near before far.</summary>
    public ImmutableArray<PatternSegment> Segments { get; }

    /// <summary>The longest lag, or a little less than a step above it.</summary>
    public int Reach => Segments[^1].Last;

    /// <summary>These lags as far as <paramref name="reach"/>.</summary>
    /// <exception cref="ArgumentException">No lag is as short.</exception>
    public PatternLags UpTo(int reach) =>
        new([.. Segments.Where(segment => segment.First <= reach).Select(segment => segment with { Last = Math.Min(segment.Last, reach) })]);

    /// <summary>Bytes of a stream's memory of these lags, a multiple of 64.</summary>
    public int StateBytes => new PatternLayout(this).StateBytes;
}

/// <summary>Lags at even steps.</summary>
/// <param name="First">The shortest, 1 and above.</param>
/// <param name="Last">None is longer; the longest one is less than a step shorter.</param>
/// <param name="Step">From one to the next, 1 and above.</param>
public readonly record struct PatternSegment(int First, int Last, int Step)
{
    /// <summary>How many lags there are.</summary>
    public int Count => ((Last - First) / Step) + 1;

    /// <summary>One step after the longest: where the next segment begins.</summary>
    public int End => First + (Count * Step);
}
