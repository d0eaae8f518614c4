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
    private readonly RowLayout layout = lane.Layout;
    private readonly List<string> found = [];

    /// <summary>The parts that hold a subnormal number, each with the first it holds.</summary>
    public List<string> Subnormals()
    {
        found.Clear();
        var stream = new StreamRow(layout, lane.Table.Row(row));

        // Each ends with a count: small whole numbers, that look like subnormal ones.
        Look("dense score", Doubles(layout.DenseScoreOffset, 2));
        Look("alarm's event level and sum", Doubles(layout.AlarmScoreOffset, 2));
        Look("alarm's burst level", Doubles(layout.AlarmScoreOffset + Unsafe.SizeOf<OnsetFilter>(), 1));
        Look("alarm's burst rate", Doubles(layout.AlarmScoreOffset + Unsafe.SizeOf<AlarmScore>() - sizeof(double), 1));
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

    private void LookAtFeature(int start)
    {
        FeatureLayout parts = layout.Feature;
        Look("running ranges", Doubles(start, Unsafe.SizeOf<FeatureRanges>() / sizeof(double)));
        if (parts.HasClock)
        {
            // Lean: centre and unit, then halves; their subnormal numbers are as fast as any, as they are never computed with.
            LookAtProfile("profile", start + parts.ProfileOffset, parts.IsRich ? FeatureRanges.Profile.Bins : 0, parts.IsRich ? 1 : 2);
        }

        if (parts.IsRich)
        {
            // Thresholds and scales, counts of excesses in 16 bits, the average; then three means.
            int calibrators = (Unsafe.SizeOf<Calibrators>() - (4 * sizeof(ushort))) / sizeof(double);
            int sharp = start + parts.SharpOffset;
            Look("sharp evidence's calibrators", Doubles(sharp, calibrators));
            Look("sharp evidence's average", Doubles(sharp + Unsafe.SizeOf<Calibrators>(), 1));
            Look("predictability", Doubles(sharp + Unsafe.SizeOf<SharpEvidence>(), Unsafe.SizeOf<Predictability>() / sizeof(double)));
            Look("sharp evidence's first values", Floats(start + parts.SharpStartOffset, Calibrators.StartLength));
            if (parts.HasClock)
            {
                LookAtProfile("sharp evidence's profile", start + parts.SharpProfileOffset, SharpEvidence.Profile.Bins, 1);
            }
        }
    }

    private void LookAtProfile(string part, int start, int bins, int averages)
    {
        Look(part + "'s averages", Doubles(start, averages));
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
        // Doubles but for the counts of excesses at the end.
        Look(name + "slow evidence", Doubles(start, (Unsafe.SizeOf<SlowEvidence>() - (4 * sizeof(ushort))) / sizeof(double)));
        if (forecaster.Scale > 1)
        {
            ref BlockMean block = ref new ForecasterRow(forecaster, lane.Table.Row(row)).Block((start - forecaster.FeaturesOffset) / forecaster.FeatureSize);
            Look(name + "block's ranges", Doubles(start + forecaster.BlockOffset, Unsafe.SizeOf<RunningRanges>() / sizeof(double)));
            Look(name + "block's evidence", [block.HeldEvidence]);
        }

        if (forecaster.OwnsWeights)
        {
            Look(name + "calibrators' first values", Floats(start + forecaster.StartOffset, Calibrators.StartLength));

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
