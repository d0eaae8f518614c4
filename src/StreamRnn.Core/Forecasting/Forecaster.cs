using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Forecasting;

/// <summary>
/// Forecasts at one time scale: a linear predictor of the normalised reading (in lean memory one that stands with the feature's scoring state), a recurrent network on top of
/// it, and the evidence that their errors stay large. It holds no stream's state, only scratch: what it said of the last event.
/// </summary>
/// <remarks>
/// At scale d = 1 it forecasts each event's readings; above, the means of d events, once in d events, and its evidence is held until the next block ends. An
/// event's forecast needs its time (the linear predictor looks the time of day up) but never its value, so it is made when the event arrives, from all that came before.
/// </remarks>
internal sealed class Forecaster
{
    private const float MaxReading = (float)Normaliser.Limit;

    /// <summary>The most scales of its own forecast that an error counts for in the slow evidence.</summary>
    private const double MaxResidual = 50;

    /// <summary>The smallest scale of a forecast without a network: a constant stream has no error.</summary>
    private const double MinScale = 1e-6;

    /// <summary>Slow evidence from which on a stream without an anchor counts as disturbed.</summary>
    private const double DisturbingEvidence = 100;

    private readonly ForecastNetwork network;
    private readonly SlowEvidenceOptions<DoubleQuadruple> slowEvidence;
    private readonly bool usesNetwork;
    private readonly Anchor? anchor;

    /// <param name="layout">Where its parts stand in a stream's row.</param>
    /// <param name="usesNetwork">False leaves the network out: the linear forecast stands, with its own mean error as scale.</param>
    /// <param name="learner">How its weights learn.</param>
    /// <param name="seed">Of the first weights.</param>
    /// <param name="width">The vector width of its network.</param>
    public Forecaster(ForecasterLayout layout, bool usesNetwork, Learner learner, ulong seed, VectorWidth width)
    {
        Layout = layout;
        Learner = learner;
        this.usesNetwork = usesNetwork;
        network = ForecastNetwork.Create(layout.Network, width);
        Weights = new LaneWeights(network, seed);

        // Weights that don't learn need nothing to go back to.
        anchor = layout.HasAnchor && usesNetwork && learner is OwnLearner ? new Anchor(layout, network) : null;
        slowEvidence = SlowEvidenceOptions<DoubleQuadruple>.ForScale(layout.Scale);
        int features = layout.Features;
        Means = new double[features];
        Scales = new double[features];
        LinearErrors = new double[features];
        Errors = new double[features];
        Evidence = new double[features];
        Readings = new float[features];
        Targets = new float[features];
    }

    /// <summary>Where its parts stand in a stream's row.</summary>
    public ForecasterLayout Layout { get; }

    /// <summary>How its weights learn.</summary>
    public Learner Learner { get; }

    /// <summary>The weights that streams share, or start from where they have their own.</summary>
    public LaneWeights Weights { get; }

    /// <summary>The forecast of each feature, normalised; this and all that follows is of the last observed event, valid until the next.</summary>
    public double[] Means { get; }

    /// <summary>The scale of each forecast's distribution, normalised, above 0.</summary>
    public double[] Scales { get; }

    /// <summary>x - ŷ of the linear predictor; 0 where the reading is missing.</summary>
    public double[] LinearErrors { get; }

    /// <summary>x minus the forecast; 0 where the reading is missing.</summary>
    public double[] Errors { get; }

    /// <summary>N at this scale, each feature's, within [0, 400]; of the last block where the scale is above 1; 0 in lean memory.</summary>
    public double[] Evidence { get; }

    /// <summary>x, the forecast in place of what is missing: what the network goes on with.</summary>
    public float[] Readings { get; }

    /// <summary>x, NaN where missing: what the forecast was of.</summary>
    public float[] Targets { get; }

    /// <summary>Whether the weights may change right after a stream's event, so that no later event may be forecast before.</summary>
    public unsafe bool MustEndTile(byte* stream, long eventNumber) => Learner.MustEndTile(new ForecasterRow(Layout, stream), eventNumber);

    /// <summary>Between tiles: learns where it is the lane's time to.</summary>
    public void EndTile(long eventNumber, int streams) => Learner.EndTile(Weights, eventNumber, streams);

    /// <summary>Goes over all that it holds beside the rows.</summary>
    public void Walk(StateWalk walk)
    {
        Weights.Walk(walk);
        Learner.Walk(walk);
    }

    /// <summary>Whether a stream's event ends a block.</summary>
    /// <param name="eventCount">The stream's events, this one included.</param>
    public bool IsDue(long eventCount) => Layout.Scale == 1 || eventCount % Layout.Scale == 0;

    /// <summary>Readies a fresh row, of zero bytes.</summary>
    public unsafe void Begin(byte* stream, ulong seed)
    {
        var row = new ForecasterRow(Layout, stream);
        if (Layout.OwnsWeights)
        {
            row.Header.Random = new SplitMix64(seed + (ulong)Layout.Scale - 1);
            Weights.Parameters.CopyTo(row.Parameters);
        }
    }

    /// <summary>Fills the network's inputs for an event that ends a block; x is then complete.</summary>
    /// <param name="stream">The stream's row.</param>
    /// <param name="linear">ŷ of each feature, where the stream's forecaster has no predictor of its own: <c>[features]</c>.</param>
    /// <param name="time">The event's time.</param>
    /// <param name="eventCount">The stream's events, this one included.</param>
    /// <param name="eventNumber">The lane's event number.</param>
    /// <param name="streams">Streams of the lane now.</param>
    public unsafe void Prepare(byte* stream, ReadOnlySpan<float> linear, long time, long eventCount, long eventNumber, int streams)
    {
        var row = new ForecasterRow(Layout, stream);
        Span<float> input = row.Input;
        int features = Layout.Features;
        int bin = LinearPredictor.Profile.BinOf(time);
        for (int feature = 0; feature < features; feature++)
        {
            input[feature] = Layout.OwnsWeights ? (float)row.Predictor(feature).Predict(bin) : linear[feature];
        }

        if (usesNetwork)
        {
            Learner.BeforeStep(row, Step(eventCount), eventNumber, streams);
        }
    }

    /// <summary>Advances the recurrent states of streams over their prepared inputs and makes their forecasts.</summary>
    /// <param name="streams">The streams' rows, no row twice.</param>
    /// <param name="outputs">Receives means, then log scales: <c>[streams, 2·features]</c>.</param>
    public unsafe void Advance(ReadOnlySpan<nint> streams, Span<float> outputs)
    {
        int outputLength = Layout.Network.OutputLength;
        if (!usesNetwork)
        {
            return;
        }

        if (streams.Length == 1 || Layout.OwnsWeights)
        {
            for (int i = 0; i < streams.Length; i++)
            {
                var row = new ForecasterRow(Layout, (byte*)streams[i]);
                network.Step(Layout.OwnsWeights ? row.Parameters : Weights.Parameters, row.NetworkRow, outputs.Slice(i * outputLength, outputLength));
            }

            return;
        }

        Span<nint> networkRows = stackalloc nint[streams.Length];
        for (int i = 0; i < streams.Length; i++)
        {
            networkRows[i] = streams[i] + Layout.InputOffset;
        }

        network.StepMany(Weights.Parameters, networkRows, outputs[..(streams.Length * outputLength)]);
    }

    /// <summary>Weighs an event's readings against their forecast, then takes them in: at scale 1.</summary>
    /// <param name="stream">The stream's row, its state advanced over the prepared inputs.</param>
    /// <param name="outputs">What the network said: means, then log scales, <c>[2·features]</c>.</param>
    /// <param name="values">The readings, NaN where missing, <c>[features]</c>.</param>
    /// <param name="normalisers">What they are normalised by, <c>[features]</c>.</param>
    /// <param name="seen">Readings of each feature before, <c>[features]</c>.</param>
    /// <param name="time">The event's time.</param>
    /// <param name="eventCount">The stream's events, this one included.</param>
    /// <param name="isDisturbed">Whether the stream is not as it usually is, where no anchor knows better.</param>
    public unsafe void Observe(
        byte* stream,
        ReadOnlySpan<float> outputs,
        ReadOnlySpan<double> values,
        ReadOnlySpan<Normaliser> normalisers,
        ReadOnlySpan<int> seen,
        long time,
        long eventCount,
        bool isDisturbed)
    {
        var row = new ForecasterRow(Layout, stream);
        anchor?.Advance(row, time);
        for (int feature = 0; feature < values.Length; feature++)
        {
            Observe(row, outputs, feature, values[feature], normalisers[feature], seen[feature], time);
        }

        End(row, eventCount, anchor?.Judge(row) ?? isDisturbed);
    }

    /// <summary>Takes an event's readings into the block under way and, where the event ends it, weighs the block against its forecast: above scale 1.</summary>
    /// <param name="stream">The stream's row, its state advanced over the prepared inputs where the event ends a block.</param>
    /// <param name="outputs">What the network said, <c>[2·features]</c>; ignored where the event ends no block.</param>
    /// <param name="values">The readings, NaN where missing, <c>[features]</c>.</param>
    /// <param name="time">The event's time.</param>
    /// <param name="eventCount">The stream's events, this one included.</param>
    public unsafe void ObserveBlock(byte* stream, ReadOnlySpan<float> outputs, ReadOnlySpan<double> values, long time, long eventCount)
    {
        var row = new ForecasterRow(Layout, stream);
        bool isDue = IsDue(eventCount);
        for (int feature = 0; feature < values.Length; feature++)
        {
            ref BlockMean block = ref row.Block(feature);
            if (double.IsFinite(values[feature]))
            {
                block.Add(values[feature]);
            }

            if (isDue)
            {
                int seen = block.Seen;
                double mean = block.End(out Normaliser normaliser);
                Observe(row, outputs, feature, mean, normaliser, seen, time);
                block.HeldEvidence = Evidence[feature];
            }

            Evidence[feature] = block.HeldEvidence;
        }

        if (isDue)
        {
            End(row, eventCount, IsDisturbed());
        }
    }

    /// <summary>What normalises a feature's reading: at scale 1.</summary>
    /// <param name="stream">The stream's row.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="running">By the running range of all its readings: the answer, unless an anchor has its say.</param>
    public unsafe Normaliser NormaliserOf(byte* stream, int feature, in Normaliser running) =>
        anchor is null ? running : Anchor.NormaliserInUse(new ForecasterRow(Layout, stream), feature);

    private long Step(long eventCount) => (eventCount / Layout.Scale) - 1;

    private void Observe(ForecasterRow row, ReadOnlySpan<float> outputs, int feature, double value, in Normaliser normaliser, int seen, long time)
    {
        (double mean, double scale) = usesNetwork
            ? (outputs[feature], (double)ForecastHead.Scale(outputs[Layout.Features + feature]))
            : (row.Input[feature], Layout.OwnsWeights ? Math.Max(row.Predictor(feature).MeanError, MinScale) : 1);
        Means[feature] = mean;
        Scales[feature] = scale;
        if (!double.IsFinite(value))
        {
            Targets[feature] = float.NaN;
            Readings[feature] = Underflow.ToZero(Math.Clamp((float)mean, -MaxReading, MaxReading));
            LinearErrors[feature] = Errors[feature] = Evidence[feature] = 0;
            return;
        }

        double normalised = normaliser.Normalise(value);
        double error = normalised - mean;
        Targets[feature] = Readings[feature] = (float)normalised;
        Errors[feature] = error;
        LinearErrors[feature] = normalised - row.Input[feature];
        if (Layout.OwnsWeights)
        {
            LinearErrors[feature] = row.Predictor(feature).Observe(normalised, LinearPredictor.Profile.BinOf(time));
        }

        anchor?.Observe(row, feature, value, time, mean);
        if (Layout.OwnsWeights)
        {
            double magnitude = Math.Abs(error);
            double weighted = magnitude * Math.Min(magnitude / scale, MaxResidual);
            Evidence[feature] = row.SlowEvidence(feature).Observe(slowEvidence, weighted, seen, row.Start(feature));
        }
    }

    /// <summary>Learns, then leaves the readings and their differences in the inputs for the next step.</summary>
    private void End(ForecasterRow row, long eventCount, bool isDisturbed)
    {
        if (usesNetwork)
        {
            Learner.AfterStep(row, Step(eventCount), Readings, Targets, isDisturbed);
        }

        TakeIn(row.Input, Readings);
        if (anchor is not null)
        {
            Anchor.End(row, Step(eventCount));
        }
    }

    /// <summary>Whether the errors of the event's forecasts have stayed far above usual: where no anchor knows better.</summary>
    private bool IsDisturbed()
    {
        foreach (double evidence in Evidence)
        {
            if (evidence > DisturbingEvidence)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Leaves the readings and their differences in a network's inputs for its next step.</summary>
    internal static void TakeIn(Span<float> input, ReadOnlySpan<float> readings)
    {
        int features = readings.Length;
        for (int feature = 0; feature < features; feature++)
        {
            ref float last = ref input[features + feature];
            input[(2 * features) + feature] = readings[feature] - last;
            last = readings[feature];
        }
    }
}
