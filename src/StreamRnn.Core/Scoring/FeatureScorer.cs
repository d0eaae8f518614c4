using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// One feature's scoring: a view on its bytes in a stream's row. Per reading, in this order: <see cref="PredictLinear"/>, <see cref="Normalise"/>,
/// <see cref="Observe"/>. Zero bytes are a fresh feature; a reading that is missing is not shown to it.
/// </summary>
public readonly ref struct FeatureScorer
{
    private readonly FeatureLayout layout;
    private readonly Span<byte> row;
    private readonly ref FeatureState state;

    /// <summary>Views a feature's state.</summary>
    /// <param name="layout">Where its parts stand.</param>
    /// <param name="row">The state, <c>[layout.Size]</c> bytes, 8-byte aligned, zeros at first.</param>
    /// <exception cref="ArgumentException">The state has another size.</exception>
    public FeatureScorer(in FeatureLayout layout, Span<byte> row)
    {
        if (row.Length != layout.Size)
        {
            throw new ArgumentException($"The state has {row.Length} bytes; {layout.Size} are needed.", nameof(row));
        }

        this.layout = layout;
        this.row = row;
        state = ref MemoryMarshal.AsRef<FeatureState>(row);
    }

    /// <summary>Readings seen.</summary>
    public int Count => state.Records.Reading.Count;

    /// <summary>How much of the stream's own units one normalised unit is; see <see cref="Normaliser.Unit"/>.</summary>
    public double Unit => Normaliser.Unit(state.Records.Reading);

    /// <summary>x of a reading by what was seen before it, within ±6; 0 for the first.</summary>
    public double Normalise(double value) => Normaliser.Normalise(state.Records.Reading, value);

    /// <summary>The reading that x stands for by what was seen so far; NaN before the first.</summary>
    public double Denormalise(double normalised) => Normaliser.Denormalise(state.Records.Reading, normalised);

    /// <summary>The linear forecast of the coming normalised value; call it once before each <see cref="Observe"/>. In lean memory there is no predictor: 0.</summary>
    /// <param name="time">Of the coming reading, Unix milliseconds; ignored without a clock.</param>
    public double PredictLinear(long time) =>
        layout.IsRich ? Predictor.Predict(LinearPredictor.Profile.BinOf(time)) : 0;

    /// <summary>Scores a reading against what was seen before it, then takes it in.</summary>
    /// <param name="value">The reading, finite, within ±1e30.</param>
    /// <param name="time">Its time, Unix milliseconds; ignored without a clock.</param>
    /// <param name="forecastError">Normalised value minus the forecast in use, finite.</param>
    public FeatureEvidence Observe(double value, long time, double forecastError)
    {
        double normalised = Normalise(value);
        double linearError = layout.IsRich
            ? Predictor.Observe(normalised, LinearPredictor.Profile.BinOf(time))
            : normalised;
        double slowEvidence = state.SlowEvidence.Observe(forecastError, Start);
        return new FeatureEvidence(normalised, linearError, slowEvidence, ObserveRecords(value, time));
    }

    private Span<float> Start => MemoryMarshal.Cast<byte, float>(row[layout.StartOffset..layout.PredictorOffset]);

    private LinearPredictor Predictor =>
        new(MemoryMarshal.Cast<byte, double>(row[layout.PredictorOffset..]), layout.HasClock);

    private RecordSum ObserveRecords(double value, long time)
    {
        if (!layout.HasClock)
        {
            return state.Records.Observe(value, double.NaN);
        }

        DayProfileShape shape = RecordEvidence.Profile;
        int bin = shape.BinOf(time);
        Span<byte> bytes = row[layout.ProfileOffset..layout.ProfileCountsOffset];
        Span<byte> counts = row.Slice(layout.ProfileCountsOffset, shape.Bins);
        RecordSum sum;
        if (layout.IsRich)
        {
            Span<double> values = MemoryMarshal.Cast<byte, double>(bytes);
            sum = state.Records.Observe(value, state.Profile.Expect(values, counts, bin));
            state.Profile.Observe(shape, values, counts, bin, value);
        }
        else
        {
            Span<Half> values = MemoryMarshal.Cast<byte, Half>(bytes);
            sum = state.Records.Observe(value, state.CompactProfile.Expect(values, counts, bin));
            state.CompactProfile.Observe(shape, values, counts, bin, value, state.Records.Reading);
        }

        return sum;
    }
}
