using System.Numerics;
using System.Runtime.CompilerServices;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>Looks through every floating-point number of a row, part by part as the layout has them, and of the lane's weights.</summary>
internal sealed unsafe class RowNumbers(Lane lane, int row)
{
    private const int CountsSize = 4 * sizeof(ushort);

    /// <summary>Level and scale, then what the block evidence follows, before its counts.</summary>
    private const int RealsOfBlocks = 2 + 7;

    private readonly RowLayout layout = lane.Layout;
    private readonly List<string> found = [];

    /// <summary>The parts that hold a subnormal number, each with the first it holds.</summary>
    public List<string> Subnormals()
    {
        found.Clear();
        var stream = new StreamRow(layout, lane.Table.Row(row));

        // Each ends with a count: small whole numbers, that look like subnormal ones.
        LookAtStream();
        LookAtDamping();
        Look("last values", stream.LastValues);
        Look("lane's weights", lane.Weights.Parameters);
        Look("lane's moments", lane.Weights.Moments);
        for (int feature = 0; feature < layout.Features; feature++)
        {
            LookAtFeature(layout.FeaturesOffset + (feature * layout.Feature.Size));
            LookAtPattern(feature);
        }

        foreach (ForecasterLayout forecaster in layout.Forecasters)
        {
            LookAtForecaster(forecaster);
        }

        return found;
    }

    private void LookAtStream()
    {
        if (!layout.IsRich)
        {
            Look("dense score", Floats(layout.DenseScoreOffset, 2));
            Look("alarm's event level and sum", Floats(layout.AlarmScoreOffset, 2));
            Look("alarm's burst level", Floats(layout.AlarmScoreOffset + Unsafe.SizeOf<OnsetFilter<float>>(), 1));
            Look("alarm's burst rate", Floats(layout.AlarmScoreOffset + Unsafe.SizeOf<AlarmScore<float>>() - sizeof(float), 1));
            return;
        }

        Look("dense score", Doubles(layout.DenseScoreOffset, 2));
        Look("alarm's event level and sum", Doubles(layout.AlarmScoreOffset, 2));
        Look("alarm's burst level", Doubles(layout.AlarmScoreOffset + Unsafe.SizeOf<OnsetFilter<double>>(), 1));
        Look("alarm's burst rate", Doubles(layout.AlarmScoreOffset + Unsafe.SizeOf<AlarmScore<double>>() - sizeof(double), 1));
    }

    /// <summary>The load and what was told; then two counts.</summary>
    private void LookAtDamping()
    {
        if (layout.IsRich)
        {
            Look("damping", Doubles(layout.DampingOffset, 2));
        }
        else
        {
            Look("damping", Floats(layout.DampingOffset, 2));
        }
    }

    private void LookAtFeature(int start)
    {
        FeatureLayout parts = layout.Feature;
        if (!parts.IsRich)
        {
            LookAtLeanFeature(start);
            return;
        }

        Look("running ranges", Doubles(start, Unsafe.SizeOf<FeatureRanges<DoubleQuadruple>>() / sizeof(double)));
        if (parts.HasClock)
        {
            LookAtProfile("profile", start + parts.ProfileOffset, ReadingProfile.Options.Bins);
        }

        // Thresholds and scales, counts of excesses in 16 bits, the average; then three means.
        int calibrators = Unsafe.SizeOf<Calibrators<DoubleQuadruple>>();
        int sharp = start + parts.SharpOffset;
        Look("sharp evidence's calibrators", Doubles(sharp, (calibrators - CountsSize) / sizeof(double)));
        Look("sharp evidence's average", Doubles(sharp + calibrators, 1));
        Look("predictability", Doubles(sharp + calibrators + sizeof(double), 3));
        Look("sharp evidence's first values", Floats(start + parts.SharpStartOffset, CalibratorOptions.StartBuffer));
        if (parts.HasClock)
        {
            LookAtProfile("sharp evidence's profile", start + parts.SharpProfileOffset, SharpProfile.Options.Bins);
            Look("robust profile", Doubles(start + parts.RobustProfileOffset, RobustProfile.Options.Bins));
        }

        Look("level and block evidence", Doubles(start + parts.BlocksOffset, RealsOfBlocks));
        LookAtThresholds(start + parts.BlocksOffset + Unsafe.SizeOf<BlockState<double>>(), padding: sizeof(float));
        Look("threshold of patterns", Doubles(start + parts.PatternThresholdOffset, (Unsafe.SizeOf<PatternThreshold>() / sizeof(double)) - 1));
    }

    /// <summary>The seven at the end of the block evidence, each a number in single precision and two in half.</summary>
    private void LookAtThresholds(int end, int padding)
    {
        for (int kind = 1; kind <= 7; kind++)
        {
            Look("threshold of blocks", Floats(end - padding - (kind * Unsafe.SizeOf<BlockThreshold>()), 1));
        }
    }

    /// <summary>The first reading, ranges, the count of readings, calibrators of sharp evidence, their counts, its average and three means, the predictor, level and block evidence; then the profile.</summary>
    private void LookAtLeanFeature(int start)
    {
        Look("first reading", Doubles(start, 1));
        int ranges = start + sizeof(double);
        Look("running ranges", Floats(ranges, Unsafe.SizeOf<FeatureRanges<SingleQuadruple>>() / sizeof(float)));
        int sharp = ranges + Unsafe.SizeOf<FeatureState<SingleQuadruple>>();
        int calibrators = Unsafe.SizeOf<Calibrators<SingleQuadruple>>();
        Look("sharp evidence's calibrators", Floats(sharp, (calibrators - CountsSize) / sizeof(float)));
        Look("sharp evidence's average, predictability", Floats(sharp + calibrators, 4));
        int predictor = sharp + Unsafe.SizeOf<SharpState<SingleQuadruple, float>>();
        foreach ((string name, int offset, int count) in CompactPredictor.Numbers)
        {
            Look("predictor's " + name, Floats(predictor + offset, count));
        }

        int blocks = predictor + Unsafe.SizeOf<CompactPredictor>();
        Look("level and block evidence", Floats(blocks, RealsOfBlocks));
        LookAtThresholds(blocks + Unsafe.SizeOf<BlockState<float>>(), padding: 0);
        if (layout.Feature.HasClock)
        {
            // Behind its centre and unit stand whole numbers.
            Look("profile", Floats(start + layout.Feature.ProfileOffset, 2));
        }
    }

    private void LookAtProfile(string part, int start, int bins)
    {
        Look(part + "'s average", Doubles(start, 1));
        Look(part, Doubles(start + Unsafe.SizeOf<DayProfile>(), bins));
    }

    private void LookAtPattern(int feature)
    {
        if (layout.Pattern is not null)
        {
            // The header's first value is the stream's own; then its range and four sums a scale. Behind the header values and sums, in single precision.
            int start = layout.PatternOffset + (feature * layout.PatternSize);
            Look("pattern memory's range and sums", Doubles(start + sizeof(double), 2 + (4 * PatternScales.Length)));
            int header = Unsafe.SizeOf<PatternHeader>();
            Look("pattern memory", Floats(start + header, (layout.PatternSize - header) / sizeof(float)));
        }
    }

    private void LookAtForecaster(ForecasterLayout forecaster)
    {
        string name = $"forecaster of {forecaster.Scale}: ";
        var parts = new ForecasterRow(forecaster, lane.Table.Row(row));
        Look(name + "inputs", parts.Input);
        Look(name + "hidden and cell states", parts.State);
        for (int feature = 0; feature < layout.Features; feature++)
        {
            LookAtForecast(name, forecaster, forecaster.FeaturesOffset + (feature * forecaster.FeatureSize));
        }

        if (forecaster.OwnsWeights)
        {
            Look(name + "weights", parts.Parameters);
            Look(name + "moments", parts.Weights.Moments);
            Look(name + "replayed steps", Floats(forecaster.ReplayOffset, forecaster.ReplayLength * 2 * layout.Features));
            int states = forecaster.ReplayLength / ReplayBuffer.CheckpointInterval;
            Look(name + "stored states", Floats(forecaster.CheckpointsOffset, states * forecaster.Network.StateLength));
        }
    }

    private void LookAtForecast(string name, ForecasterLayout forecaster, int start)
    {
        // But for the counts of excesses at the end.
        if (forecaster.OwnsWeights)
        {
            Look(name + "slow evidence", Doubles(start, (Unsafe.SizeOf<SlowEvidence<DoubleQuadruple>>() - CountsSize) / sizeof(double)));
        }

        if (forecaster.Scale > 1)
        {
            // The evidence that is held stands first or last, counts elsewhere; those are looked at as halves of a number and never alone.
            Look(name + "block's ranges", Doubles(start + forecaster.BlockOffset, Unsafe.SizeOf<RunningRanges<DoubleQuadruple>>() / sizeof(double)));
            Look(name + "block's evidence", [new ForecasterRow(forecaster, lane.Table.Row(row)).Block((start - forecaster.FeaturesOffset) / forecaster.FeatureSize).HeldEvidence]);
        }

        if (forecaster.OwnsWeights)
        {
            Look(name + "calibrators' first values", Floats(start + forecaster.StartOffset, CalibratorOptions.StartBuffer));

            // A header of average, count, forecast, mean error, count; behind the profile's bins their counts, in bytes.
            int counts = forecaster.HasClock ? LinearPredictor.Profile.Bins / sizeof(double) : 0;
            int beforeCounts = LinearPredictor.StateLength(forecaster.HasClock, learns: false) - counts;
            Span<double> predictor = Doubles(start + forecaster.PredictorOffset, LinearPredictor.StateLength(forecaster.HasClock));
            Look(name + "predictor's averages", [predictor[0], predictor[2], predictor[3]]);
            Look(name + "predictor", predictor[5..beforeCounts]);
            Look(name + "predictor's covariance", predictor[(beforeCounts + counts)..]);
        }
    }

    private void Look<T>(string part, Span<T> numbers)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (T number in numbers)
        {
            if (T.IsSubnormal(number))
            {
                found.Add($"{part}: {number}");
                return;
            }
        }
    }

    private Span<double> Doubles(int offset, int count) => new(lane.Table.Row(row) + offset, count);

    private Span<float> Floats(int offset, int count) => new(lane.Table.Row(row) + offset, count);
}
