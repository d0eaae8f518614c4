using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// One feature's scoring: a view on its bytes in a stream's row. Per reading, in this order: <see cref="PredictLinear"/>, <see cref="Normaliser"/>,
/// <see cref="Observe"/>. Zero bytes are a fresh feature; a reading that is missing is not shown to it.
/// </summary>
public readonly ref struct FeatureScorer
{
    private readonly ref readonly FeatureLayout layout;
    private readonly Span<byte> row;
    private readonly ref FeatureState state;

    /// <summary>Views a feature's state.</summary>
    /// <param name="layout">Where its parts stand.</param>
    /// <param name="row">The state, <c>[layout.Size]</c> bytes, 8-byte aligned, zeros at first.</param>
    /// <exception cref="ArgumentException">The state has another size.</exception>
    public FeatureScorer(ref readonly FeatureLayout layout, Span<byte> row)
    {
        if (row.Length != layout.Size)
        {
            throw new ArgumentException($"The state has {row.Length} bytes; {layout.Size} are needed.", nameof(row));
        }

        this.layout = ref layout;
        this.row = row;
        state = ref MemoryMarshal.AsRef<FeatureState>(row);
    }

    /// <summary>Readings seen, held at <see cref="int.MaxValue"/>.</summary>
    public int Seen => state.Seen;

    /// <summary>Normalises by what was seen so far.</summary>
    public Normaliser Normaliser
    {
        get
        {
            (double mean, double span) = state.Records.Reading;
            return new Normaliser(Seen == 0 ? double.NaN : mean, span);
        }
    }

    /// <summary>The linear forecast of the coming normalised value; call it once before each <see cref="Observe"/>. In lean memory there is no predictor: 0.</summary>
    /// <param name="time">Of the coming reading, Unix milliseconds; ignored without a clock.</param>
    public double PredictLinear(long time) =>
        layout.IsRich ? Predictor.Predict(LinearPredictor.Profile.BinOf(time)) : 0;

    /// <summary>Scores a reading against what was seen before it, then takes it in.</summary>
    /// <param name="value">The reading, finite, within ±1e30.</param>
    /// <param name="time">Its time, Unix milliseconds; ignored without a clock.</param>
    /// <param name="normalised">x of the reading by <see cref="Normaliser"/>.</param>
    /// <param name="forecastError"><paramref name="normalised"/> minus the forecast in use, finite.</param>
    public FeatureEvidence Observe(double value, long time, double normalised, double forecastError)
    {
        double linearError = layout.IsRich
            ? Predictor.Observe(normalised, LinearPredictor.Profile.BinOf(time))
            : normalised;
        int seen = state.Seen;
        state.Seen += seen < int.MaxValue ? 1 : 0;
        double slowEvidence = state.SlowEvidence.Observe(forecastError, seen, Start);
        return new FeatureEvidence(linearError, slowEvidence, ObserveRecords(value, time, seen));
    }

    private Span<float> Start => MemoryMarshal.Cast<byte, float>(row[layout.StartOffset..layout.PredictorOffset]);

    private LinearPredictor Predictor =>
        new(MemoryMarshal.Cast<byte, double>(row[layout.PredictorOffset..]), layout.HasClock);

    private RecordSum ObserveRecords(double value, long time, int seen)
    {
        if (!layout.HasClock)
        {
            return state.Records.Observe(value, double.NaN, seen);
        }

        DayProfileShape shape = RecordEvidence.Profile;
        int bin = shape.BinOf(time);
        Span<byte> head = row[layout.ProfileHeadOffset..layout.ProfileOffset];
        Span<byte> bytes = row[layout.ProfileOffset..layout.ProfileCountsOffset];
        Span<byte> counts = row.Slice(layout.ProfileCountsOffset, shape.Bins);
        RecordSum sum;
        if (layout.IsRich)
        {
            ref DayProfile profile = ref MemoryMarshal.AsRef<DayProfile>(head);
            Span<double> values = MemoryMarshal.Cast<byte, double>(bytes);
            sum = state.Records.Observe(value, profile.Expect(values, counts, bin), seen);
            profile.Observe(shape, values, counts, bin, value);
        }
        else
        {
            ref CompactDayProfile profile = ref MemoryMarshal.AsRef<CompactDayProfile>(head);
            Span<Half> values = MemoryMarshal.Cast<byte, Half>(bytes);
            sum = state.Records.Observe(value, profile.Expect(values, counts, bin, state.Records.LongAverage), seen);
            profile.Observe(shape, values, counts, bin, value, state.Seen, state.Records.Reading);
        }

        return sum;
    }
}
