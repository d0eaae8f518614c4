using System.Numerics;
using System.Runtime.CompilerServices;
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
        Look("onset filter", Doubles(layout.OnsetFilterOffset, 2));
        Look("last values", stream.LastValues);
        Look("inputs", stream.Input);
        Look("hidden and cell states", stream.State);
        Look("lane's weights", lane.Weights.Parameters);
        Look("lane's moments", lane.Weights.Moments);
        for (int feature = 0; feature < layout.Features; feature++)
        {
            LookAtFeature(layout.FeaturesOffset + (feature * layout.Feature.Size));
        }

        if (layout.IsRich)
        {
            Look("own weights", stream.Parameters);
            Look("own moments", stream.Moments);
            Look("replayed steps", Floats(layout.ReplayOffset, layout.ReplayLength * 2 * layout.Features));
            Look("stored states", Floats(layout.CheckpointsOffset, layout.ReplayLength / ReplayBuffer.CheckpointInterval * layout.Network.StateLength));
        }

        return found;
    }

    private void LookAtFeature(int start)
    {
        FeatureLayout parts = layout.Feature;

        // Doubles but for the counts of excesses at the end.
        int doubles = (Unsafe.SizeOf<FeatureRanges>() + Unsafe.SizeOf<SlowEvidence>() - (4 * sizeof(ushort))) / sizeof(double);
        Look("running ranges and slow evidence", Doubles(start, doubles));
        if (parts.HasClock)
        {
            // Lean: centre and unit, then halves; their subnormal numbers are as fast as any, as they are never computed with.
            Look("profile's averages", Doubles(start + parts.ProfileOffset, parts.IsRich ? 1 : 2));
            Look("profile", Doubles(start + parts.ProfileBinsOffset, parts.IsRich ? FeatureRanges.Profile.Bins : 0));
        }

        if (parts.IsRich)
        {
            Look("calibrators' first values", Floats(start + parts.StartOffset, Calibrators.StartLength));

            // A header of average, count, forecast, mean error, count; at the end the counts of the profile's bins, in bytes.
            int counts = parts.HasClock ? LinearPredictor.Profile.Bins / sizeof(double) : 0;
            Span<double> predictor = Doubles(start + parts.PredictorOffset, LinearPredictor.StateLength(parts.HasClock));
            Look("predictor's averages", [predictor[0], predictor[2], predictor[3]]);
            Look("predictor", predictor[5..^counts]);
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
