using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>Block evidence, plainly: one line a kind, as its equations stand in words.</summary>
internal sealed class TwinBlockEvidence
{
    private static readonly Evidence[] Order =
        [Evidence.ForecastError, Evidence.Noise, Evidence.Stuck, Evidence.Quiet, Evidence.Average, Evidence.SlowAverage, Evidence.TimeOfDay];

    private readonly Dictionary<Evidence, TwinThreshold> thresholds = new()
    {
        [Evidence.ForecastError] = new TwinThreshold(64, 4, 0.5),
        [Evidence.Average] = new TwinThreshold(64, 4, 0.03),
        [Evidence.SlowAverage] = new TwinThreshold(256, 2, 0.03),
        [Evidence.Noise] = new TwinThreshold(64, 4, 0.1),
        [Evidence.Stuck] = new TwinThreshold(64, 4, 0.5),
        [Evidence.Quiet] = new TwinThreshold(256, 2, 0.3),
        [Evidence.TimeOfDay] = new TwinThreshold(64, 4, 0.1),
    };

    private double usualError, fast, slow, noise, change, before, runValue;
    private int run = 1;
    private DateTimeOffset first;

    public Evidence Leading { get; private set; }

    /// <summary>Whether any x is above 4.</summary>
    public bool IsUnusual { get; private set; }

    /// <summary>The alarm of a row.</summary>
    /// <param name="v">The reading.</param>
    /// <param name="expected">Of its time of day.</param>
    /// <param name="known">Whether the profile had a reading there.</param>
    /// <param name="e">v less its forecast.</param>
    /// <param name="at">When; null without a clock.</param>
    /// <param name="scale">Of the level, v taken in.</param>
    /// <param name="t">Rows before.</param>
    public double Step(double v, double expected, bool known, double e, DateTimeOffset? at, double scale, int t)
    {
        first = t == 0 ? at ?? default : first;
        double magnitude = Math.Abs(e);
        double u = Math.Max(usualError, 0.02 * scale);
        usualError += Math.Max(1.0 / (t + 1), 1 / 2000.0) * ((t < 100 ? magnitude : Math.Min(magnitude, 6 * u)) - usualError);
        double r = v - expected;
        double limited = Math.Min(10 * scale, Math.Max(-10 * scale, r));
        double step = t == 0 ? 0 : Math.Abs(v - before);
        fast += 0.1 * (limited - fast);
        slow += 0.02 * (limited - slow);
        noise += 0.05 * (Math.Min(magnitude, 5 * u) - noise);
        change += 0.02 * (Math.Min(step, 20 * u) - change);
        bool same = t > 0 && v == before;
        runValue = !same && run > 8 ? before : runValue;
        run = same ? run + 1 : 1;
        before = v;
        (Leading, IsUnusual) = (Evidence.None, false);
        if (t < 100)
        {
            return 0;
        }

        double rested = run > 1 && v == runValue ? 0.3 : 1;
        double whole = Math.Floor(Math.Log2(run));
        bool seenADay = at is { } time ? known && (time - first).TotalMinutes >= 1440 : t >= 1440;
        double dayWeight = at is { } now && DayKinds.IsFirst(DayKinds.MinuteOf(first.ToUnixTimeMilliseconds()), now.ToUnixTimeMilliseconds()) ? 0.2 : 1;
        double largest = 0;
        foreach (Evidence kind in Order)
        {
            bool ofDay = kind is Evidence.Average or Evidence.SlowAverage or Evidence.TimeOfDay;
            if (ofDay && !seenADay)
            {
                continue;
            }

            double evidence = kind switch
            {
                Evidence.ForecastError => magnitude / u,
                Evidence.Noise => noise / u,
                Evidence.Stuck => whole + (run / Math.Pow(2, whole)) - 1,
                Evidence.Quiet => t > 200 ? u / (change + (0.02 * u)) : 0,
                Evidence.Average => Math.Abs(fast) / scale,
                Evidence.SlowAverage => Math.Abs(slow) / scale,
                _ => Math.Abs(r) / scale,
            };
            TwinThreshold threshold = thresholds[kind];
            double x = threshold.Step(evidence) * (ofDay ? dayWeight : kind is Evidence.Stuck or Evidence.Quiet ? rested : 1);
            double range = (threshold.U + threshold.S) * scale;
            bool borneOut = kind switch
            {
                Evidence.Noise => magnitude >= 2 * u,
                Evidence.Average => Math.Abs(r) >= range && r * fast >= 0,
                Evidence.SlowAverage => Math.Abs(r) >= range && r * slow >= 0,
                _ => true,
            };
            IsUnusual |= x > 4;
            if (borneOut && x > largest)
            {
                (Leading, largest) = (kind, x);
            }
        }

        return largest / 7;
    }
}
