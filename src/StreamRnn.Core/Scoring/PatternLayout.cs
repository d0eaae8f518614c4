using System.Runtime.CompilerServices;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Scoring;

/// <summary>Where the parts of a <see cref="PatternMemory"/> stand in its state: the <see cref="PatternHeader"/>, then in floats the newest values, each segment's rings, each segment's sums.</summary>
internal sealed class PatternLayout
{
    private const int CacheLine = 64;
    private const int FloatsPerLine = CacheLine / sizeof(float);

    public PatternLayout(PatternLags lags)
    {
        int offset = Lines(Unsafe.SizeOf<PatternHeader>() / sizeof(float));
        RecentOffset = Take(ref offset, lags.Segments[0].First);
        Segments = new PatternSegmentLayout[lags.Segments.Length];
        for (int i = 0; i < Segments.Length; i++)
        {
            PatternSegment segment = lags.Segments[i];
            int blocks = (segment.Count + Packing.BlockWidth - 1) / Packing.BlockWidth;

            // A block is read in one piece wherever it begins, so the ring's beginning is repeated behind its end.
            int stride = Lines(segment.Count + Packing.BlockWidth - 1);
            Segments[i] = new PatternSegmentLayout(segment, blocks, stride, Take(ref offset, segment.Step * stride), 0);
        }

        for (int i = 0; i < Segments.Length; i++)
        {
            Segments[i] = Segments[i] with { SumsOffset = Take(ref offset, Segments[i].SumsLength) };
        }

        for (int scale = 0; scale < PatternScales.Length; scale++)
        {
            FirstRows[scale] = FirstRow(lags, PatternScales.Rows[scale]);
            StartRows = Math.Max(StartRows, FirstRows[scale] == int.MaxValue ? 0 : FirstRows[scale] + CalibratorOptions.StartLength);
        }

        // The calibrators' first values take the room of the farthest sums where those begin only after them.
        PatternSegmentLayout last = Segments[^1];
        StartsOffset = last.Lags.First >= StartRows && last.SumsLength >= StartsLength ? last.SumsOffset : Take(ref offset, StartsLength);
        StateBytes = offset * sizeof(float);
    }

    /// <summary>Floats of all calibrators' first values.</summary>
    public static int StartsLength => PatternScales.Length * CalibratorOptions.StartBuffer;

    /// <summary>A multiple of 64.</summary>
    public int StateBytes { get; }

    /// <summary>The newest values, as many as the shortest lag.</summary>
    public int RecentOffset { get; }

    public PatternSegmentLayout[] Segments { get; }

    public int StartsOffset { get; }

    /// <summary>From this row on no calibrator needs its first values any more.</summary>
    public int StartRows { get; }

    /// <summary>The row, from 0, at which each scale has its first distance; <see cref="int.MaxValue"/>: never.</summary>
    public int[] FirstRows { get; } = new int[PatternScales.Length];

    /// <summary>The first t with t >= 4τ and a kept lag within [2τ, t - 2τ + 1].</summary>
    private static int FirstRow(PatternLags lags, int scale)
    {
        foreach (PatternSegment segment in lags.Segments)
        {
            int steps = Math.Max(0, ((2 * scale) - segment.First + segment.Step - 1) / segment.Step);
            if (steps < segment.Count)
            {
                return Math.Max(4 * scale, segment.First + (steps * segment.Step) + (2 * scale) - 1);
            }
        }

        return int.MaxValue;
    }

    private static int Take(ref int offset, int length)
    {
        int start = offset;
        offset += Lines(length);
        return start;
    }

    private static int Lines(int length) => (length + FloatsPerLine - 1) / FloatsPerLine * FloatsPerLine;
}

/// <summary>Where a segment's parts stand.</summary>
/// <param name="Lags">Its lags.</param>
/// <param name="Blocks">Blocks of 16 lags, the last one padded.</param>
/// <param name="RingStride">Floats from one ring to the next; there is one for each residue of t - first lag by the step.</param>
/// <param name="RingsOffset">In floats.</param>
/// <param name="SumsOffset">In floats: <c>[blocks][scales][Q, M][16]</c>.</param>
internal readonly record struct PatternSegmentLayout(PatternSegment Lags, int Blocks, int RingStride, int RingsOffset, int SumsOffset)
{
    public int SumsLength => Blocks * PatternSums.BlockLength;
}
