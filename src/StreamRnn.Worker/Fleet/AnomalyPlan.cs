using StreamRnn.Core.Numerics;
using StreamRnn.Worker.Fleet.Processes;

namespace StreamRnn.Worker.Fleet;

/// <summary>
/// Puts a stream's anomalies into its time: each has an equal part of it, at whose end hours stay clean. Sizes go from what a person just sees to what nobody overlooks,
/// in the stream's own noise, and lengths from minutes to hours, but always some readings.
/// </summary>
internal sealed class AnomalyPlan(FleetOptions options, StreamProcess process, long phase)
{
    private const double Hour = 3_600_000;

    /// <summary>At the end of an anomaly's part of the time.</summary>
    private const double CleanSpan = 6 * Hour;

    /// <summary>Starts that are drawn until one falls where the stream is at work.</summary>
    private const int Tries = 64;

    /// <summary>3 has no divisor in common with the kinds' number: a stream's anomalies are of different kinds as long as there are any.</summary>
    private const int KindStride = 3;

    private const int MaxSpikeReadings = 3;

    private readonly long interval = (long)options.Interval.TotalMilliseconds;

    /// <summary>A stream's anomalies in the order of their time, from the kind with this number on.</summary>
    public IReadOnlyList<MadeAnomaly> Draw(int firstKind, ref SplitMix64 random)
    {
        int kinds = Enum.GetValues<AnomalyKind>().Length;
        var anomalies = new List<MadeAnomaly>();
        double from = options.StartMilliseconds + options.AnomaliesFrom.TotalMilliseconds;
        double part = (options.EndMilliseconds - from) / options.Anomalies;
        for (int i = 0; i < options.Anomalies; i++)
        {
            var kind = (AnomalyKind)((firstKind + i * KindStride) % kinds);
            anomalies.Add(Place(kind, from + i * part, from + (i + 1) * part - CleanSpan, ref random));
        }

        return anomalies;
    }

    private MadeAnomaly Place(AnomalyKind kind, double from, double to, ref SplitMix64 random)
    {
        double length = Math.Min(DrawLength(kind, ref random), 0.8 * (to - from));
        long start = 0;
        long end = 0;
        for (int i = 0; i < Tries; i++)
        {
            start = OnGrid(random.Uniform(from, to - length));
            end = Math.Max(start, OnGrid(start + length) - interval);
            if (process.IsBusy(start) && process.IsBusy(start + Math.Min(end - start, (long)Hour)))
            {
                break;
            }
        }

        return new MadeAnomaly
        {
            Kind = kind,
            Start = start,
            End = end,
            Size = DrawSize(kind, ref random),
            Direction = random.Sign(),
            Change = kind == AnomalyKind.Pattern ? process.DrawChange(start, end, ref random) : 0,
        };
    }

    private double DrawLength(AnomalyKind kind, ref SplitMix64 random) => kind switch
    {
        AnomalyKind.Spike => interval * (1 + random.NextInt(MaxSpikeReadings)),
        AnomalyKind.Shift => Hours(2, 12, 6, ref random),
        AnomalyKind.Drift => Hours(4, 12, 8, ref random),
        AnomalyKind.Stuck => Hours(0.75, 6, 8, ref random),
        AnomalyKind.Pattern => Math.Max(8 * interval, random.LogUniform(process.PatternSpan.From, process.PatternSpan.To)),
        AnomalyKind.Noise => Hours(1, 8, 8, ref random),
        AnomalyKind.Dropout => Hours(0.25, 4, 3, ref random),
        _ => Hours(0.5, 6, 3, ref random),
    };

    private double Hours(double from, double to, int minReadings, ref SplitMix64 random) => Math.Max(minReadings * interval, random.LogUniform(from, to) * Hour);

    private static double DrawSize(AnomalyKind kind, ref SplitMix64 random) => kind switch
    {
        AnomalyKind.Spike => random.LogUniform(7, 40),
        AnomalyKind.Shift => random.LogUniform(4, 20),
        AnomalyKind.Drift => random.LogUniform(5, 20),
        AnomalyKind.Noise => random.Uniform(3, 5),
        _ => 0,
    };

    /// <summary>The first reading at a time or after it.</summary>
    private long OnGrid(double time) => phase + (long)Math.Ceiling((time - phase) / interval) * interval;
}
