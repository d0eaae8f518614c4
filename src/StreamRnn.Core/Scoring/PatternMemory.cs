using System.Runtime.Intrinsics;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Has this shape been seen? Compares the last 4, 8, 16, 32 and 64 values of a stream, under exponential windows, with those that came some lag before, at
/// every kept lag. Holds constants alone and serves all streams; a stream's state is plain bytes of the caller's, zeros at first.
/// </summary>
/// <remarks>
/// <para>
/// With x = v - v_first in single precision, τ the scale, f = 1 - 1/τ and d = x_t - x_(t-l) for lag l: Q_l = f Q_l + d², M_l = f M_l + d, W = f W + 1, and
/// D² = min over 2τ &lt;= l &lt;= t - 2τ + 1 of Q_l/W - 0.9 (M_l/W)²: a difference in level counts a tenth. A = Σ_τ min(100, C(0.5, 10000)(D²)) from
/// t = 4τ on, and Z the same of D²/(var + 0.3 V + 1e-9 mean² + 1e-30), with mean and var of x under the same window, x_t included, and V following var at
/// max(1/(t + 1), 1/2000) from t = 0 on, also before use.
/// </para>
/// <para>
/// t counts the stream's own readings from 0. W is one for all lags and runs from t = 0. A segment's sums run, all of them, from the row on that is
/// its shortest lag; x before the first reading is 0. A wild reading, more than 32 ranges outside the range of those before it, is brought as near as that,
/// and for 16 τ rows V and the calibrators of scale τ do not learn.
/// </para>
/// <para>
/// Until each calibrator has its first 150 values, they stand where the farthest segment's sums begin later, if that segment is far enough; the
/// room is zero again when the sums need it.
/// </para>
/// </remarks>
public sealed unsafe class PatternMemory
{
    private const double MaxEvidence = 100;

    /// <summary>The start of a calibrator is kept in single precision.</summary>
    private const double MaxRelativeDistance = 1e30;

    /// <summary>The shortest scale decays by 1e-4 in 32 rows, and the bound lies 1e8 above the subnormal numbers.</summary>
    private const int EndDecayInterval = 32;

    private readonly PatternLayout layout;
    private readonly PatternSums sums;

    // The lags as numbers, segment after segment, [blocks, 16], infinite where padded.
    private readonly AlignedBuffer lagNumbers;

    private PatternMemory(PatternLags lags, PatternSums sums)
    {
        Lags = lags;
        layout = new PatternLayout(lags);
        this.sums = sums;
        lagNumbers = new AlignedBuffer(layout.Segments.Sum(segment => segment.Blocks) * Packing.BlockWidth);
        lagNumbers.Span.Fill(float.PositiveInfinity);
        int start = 0;
        foreach (PatternSegmentLayout segment in layout.Segments)
        {
            for (int i = 0; i < segment.Lags.Count; i++)
            {
                lagNumbers.Span[start + i] = segment.Lags.First + (i * segment.Lags.Step);
            }

            start += segment.Blocks * Packing.BlockWidth;
        }
    }

    /// <summary>The kept lags.</summary>
    public PatternLags Lags { get; }

    /// <summary>Bytes of a stream's state, a multiple of 64.</summary>
    public int StateBytes => layout.StateBytes;

    private static int LongestScale => PatternScales.Rows[^1];

    private static CalibratorOptions Calibration => new(0.5, 10_000);

    /// <summary>Creates a memory of these lags.</summary>
    /// <param name="lags">The lags to keep.</param>
    /// <param name="width">The vector width; null for the preferred one. Every width gives the same bits.</param>
    public static PatternMemory Create(PatternLags lags, VectorWidth? width = null) =>
        new(lags, VectorWidths.Create(width, default(PatternSums.Factory)));

    /// <summary>Weighs a stream's last values with the new one, and takes it in.</summary>
    /// <param name="state"><c>[StateBytes]</c>, zeros at first; fastest where it begins on a 64-byte line.</param>
    /// <param name="value">The reading, finite. Missing ones are not shown.</param>
    /// <returns>The evidence; zeros until the calibrators have started.</returns>
    /// <exception cref="ArgumentException">The state has another length.</exception>
    public PatternEvidence Observe(Span<byte> state, double value)
    {
        if (state.Length != StateBytes)
        {
            throw new ArgumentException($"The state has {state.Length} bytes; {StateBytes} are needed.", nameof(state));
        }

        fixed (byte* start = state)
        {
            ref PatternHeader header = ref *(PatternHeader*)start;
            long row = header.Count;
            float x = header.Place(value);
            PatternScale* scales = stackalloc PatternScale[PatternScales.Length];
            PatternScales weights = default;
            for (int scale = 0; scale < PatternScales.Length; scale++)
            {
                int rows = PatternScales.Rows[scale];
                weights[scale] = header.AddWeight(scale);
                scales[scale] = new PatternScale((float)PatternHeader.Decay(scale), (float)(-0.9 / weights[scale]), (2 * rows) - 1, row - (2 * rows) + 2);
            }

            float* minima = stackalloc float[PatternScales.Length * Packing.BlockWidth];
            new Span<float>(minima, PatternScales.Length * Packing.BlockWidth).Fill(float.PositiveInfinity);
            AdvanceSegments((float*)start, row, x, scales, minima);
            PatternEvidence evidence = Weigh(ref header, (float*)start, row, x, weights, minima);
            header.Next();
            return evidence;
        }
    }

    /// <summary>Takes x into the newest values, what leaves them into the first segment, what leaves that into the next, and so on.</summary>
    private void AdvanceSegments(float* state, long row, float x, PatternScale* scales, float* minima)
    {
        PatternSegmentLayout[] segments = layout.Segments;
        float* newest = state + layout.RecentOffset + (row % segments[0].Lags.First);
        float entering = *newest;
        *newest = x;
        float* lags = lagNumbers.Pointer;
        foreach (ref readonly PatternSegmentLayout segment in segments.AsSpan())
        {
            (int first, _, int step) = segment.Lags;
            if (row < first)
            {
                return;
            }

            // The ring of this row's residue goes downwards, so that lags go upwards.
            int count = segment.Lags.Count;
            (long turn, long residue) = Math.DivRem(row - first, step);
            float* ring = state + segment.RingsOffset + (residue * segment.RingStride);
            int position = count - 1 - (int)(turn % count);
            float leaving = ring[position];
            for (int i = position; i < count + Packing.BlockWidth - 1; i += count)
            {
                ring[i] = entering;
            }

            entering = leaving;
            float* segmentSums = state + segment.SumsOffset;
            sums.Advance(ring, position, count, BlocksAt(segment, row), lags, x, scales, segmentSums, minima);
            if (row % EndDecayInterval == 0)
            {
                sums.EndDecay(segmentSums, segment.SumsLength);
            }

            lags += segment.Blocks * Packing.BlockWidth;
        }
    }

    private static PatternBlocks BlocksAt(in PatternSegmentLayout segment, long row)
    {
        (int first, _, int step) = segment.Lags;
        int tooShort = Math.Max(0, ((2 * LongestScale) - first + step - 1) / step);
        int firstWhole = Math.Min(segment.Blocks, (tooShort + Packing.BlockWidth - 1) / Packing.BlockWidth);
        long longest = row - (2 * LongestScale) + 1;
        long shortEnough = longest < first ? 0 : Math.Min(segment.Lags.Count, ((longest - first) / step) + 1);
        return new PatternBlocks(segment.Blocks, firstWhole, Math.Max(firstWhole, (int)(shortEnough / Packing.BlockWidth)));
    }

    private PatternEvidence Weigh(ref PatternHeader header, float* state, long row, float x, in PatternScales weights, float* minima)
    {
        PatternScales distances = default;
        PatternScales relativeDistances = default;
        var starts = new Span<float>(state + layout.StartsOffset, PatternLayout.StartsLength);
        for (int scale = 0; scale < PatternScales.Length; scale++)
        {
            double spread = header.Spread(scale, x);
            if (row < layout.FirstRows[scale])
            {
                continue;
            }

            // What a wild reading does to every distance is no measure of the stream: the calibrators speak, but don't learn from it.
            ref Calibrators<DoubleQuadruple> calibrators = ref header.Calibrators(scale);
            bool learns = row < layout.StartRows || !header.IsDisturbed(scale);
            Calibrators<DoubleQuadruple> before = learns ? default : calibrators;
            double distance = Math.Max(0, Smallest(minima + (scale * Packing.BlockWidth)) / weights[scale]);
            Span<float> start = starts.Slice(scale * CalibratorOptions.StartBuffer, CalibratorOptions.StartBuffer);
            DoubleQuadruple calibrated = calibrators.Observe(
                Calibration,
                DoubleQuadruple.Of(distance, Math.Min(MaxRelativeDistance, distance / spread), 0, 0),
                (int)Math.Min(int.MaxValue, row - layout.FirstRows[scale]),
                start);
            if (!learns)
            {
                calibrators = before;
            }

            distances[scale] = Math.Min(MaxEvidence, calibrated[0]);
            relativeDistances[scale] = Math.Min(MaxEvidence, calibrated[1]);
        }

        if (row == layout.StartRows - 1)
        {
            starts.Clear();
        }

        return new PatternEvidence(distances, relativeDistances);
    }

    private static float Smallest(float* values)
    {
        Vector128<float> quarters = Vector128.MinNative(
            Vector128.MinNative(Vector128.Load(values), Vector128.Load(values + 4)), Vector128.MinNative(Vector128.Load(values + 8), Vector128.Load(values + 12)));
        Vector128<float> halves = Vector128.MinNative(quarters, Vector128.Shuffle(quarters, Vector128.Create(2, 3, 2, 3)));
        return MathF.Min(halves[0], halves[1]);
    }
}
