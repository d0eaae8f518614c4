using System.Globalization;
using StreamRnn.Core.Numerics;
using StreamRnn.Worker.Fleet.Processes;

namespace StreamRnn.Worker.Fleet;

/// <summary>
/// One stream of a made fleet: what it is like, what goes wrong and when, and its readings, made as they are asked for. All of it follows from the fleet's seed and
/// the stream's number.
/// </summary>
internal sealed class MadeStream
{
    private const double Hour = 3_600_000;
    private const int GlitchReadings = 100;

    private readonly FleetOptions options;
    private readonly ulong seed;
    private readonly long phase;

    /// <summary>Draws stream <paramref name="index"/> of the fleet.</summary>
    public MadeStream(FleetOptions options, int index)
    {
        this.options = options;

        // A part of the stream has a generator of its own, so that a longer draw in one leaves the others as they are.
        seed = Seeded(options.Seed, index);
        var random = new SplitMix64(Seeded(seed, (int)Part.Nature));
        Kind = (StreamKind)(index % Enum.GetValues<StreamKind>().Length);
        Name = string.Create(CultureInfo.InvariantCulture, $"{Kind.Text()}-{index:0000}");
        phase = options.StartMilliseconds + 1000L * random.NextInt((int)Math.Max(1, options.Interval.TotalSeconds));
        NoiseLevel = random.LogUniform(0.02, 0.3);
        StreamProcess process = CreateProcess();
        Unit = StreamUnit.Draw(process, ref random);

        // Every kind of stream meets every kind of anomaly equally often; which streams are clean is left to chance.
        var fate = new SplitMix64(Seeded(seed, (int)Part.Fate));
        bool isClean = fate.Chance(options.CleanShare) || options.Anomalies == 0;
        double share = fate.NextDouble();
        Anomalies = isClean ? [] : new AnomalyPlan(options, process, phase).Draw(
            index / Enum.GetValues<StreamKind>().Length + (int)(options.Seed % (ulong)Enum.GetValues<AnomalyKind>().Length), ref fate);
        if (!isClean && share < options.WildShare + options.GlitchShare)
        {
            Disturbance = DrawDisturbance(share < options.WildShare, process, ref fate);
            Anomalies = [Anomalies[0] with { After = Disturbance.Kind }, .. Anomalies.Skip(1)];
        }
    }

    private enum Part
    {
        Nature,
        Fate,
        Process,
        Readings,
        Faults,
    }

    /// <summary>Its name, the key of its readings.</summary>
    public string Name { get; }

    /// <summary>What it is like.</summary>
    public StreamKind Kind { get; }

    /// <summary>Standard deviation of its noise as a share of its pattern; counts and wandering levels have that of their own kind instead.</summary>
    public double NoiseLevel { get; }

    /// <summary>The unit of its readings.</summary>
    public StreamUnit Unit { get; }

    /// <summary>What goes wrong, in the order of time; empty for a clean stream.</summary>
    public IReadOnlyList<MadeAnomaly> Anomalies { get; }

    /// <summary>What befalls it before its first anomaly, or null.</summary>
    public Disturbance? Disturbance { get; }

    /// <summary>Its readings in the order in which they are taken; without its disturbance where <paramref name="isDisturbed"/> is false, and else the same.</summary>
    public IEnumerable<MadeReading> Readings(bool isDisturbed = true)
    {
        StreamProcess process = CreateProcess();
        var random = new SplitMix64(Seeded(seed, (int)Part.Readings));
        var faults = new SplitMix64(Seeded(seed, (int)Part.Faults));
        long interval = (long)options.Interval.TotalMilliseconds;
        double last = 0;
        int next = 0;
        for (long at = phase; at < options.EndMilliseconds; at += interval)
        {
            while (next < Anomalies.Count && at > Anomalies[next].End)
            {
                next++;
            }

            MadeAnomaly? anomaly = next < Anomalies.Count && Anomalies[next].Holds(at) ? Anomalies[next] : null;
            double pattern = process.Step(at, anomaly?.Change ?? 0, ref random);
            double deviation = process.Deviation(pattern, ref random);
            double? value = anomaly is null ? Read(process, pattern + deviation) : Faulty(anomaly, at, process, pattern, deviation, last, ref faults);
            last = value ?? last;
            if (value is { } reading)
            {
                yield return isDisturbed && Disturbance is { } disturbance && disturbance.Holds(at)
                    ? new MadeReading(at, at + disturbance.ClockOffset, disturbance.Kind == DisturbanceKind.WildReading ? disturbance.Value : reading)
                    : new MadeReading(at, at, reading);
            }
        }
    }

    /// <summary>A seed for a part: no two parts' seeds have anything in common that shows.</summary>
    private static ulong Seeded(ulong seed, int part)
    {
        var root = new SplitMix64(seed);
        var mixed = new SplitMix64(root.NextUInt64() + (ulong)part);
        return mixed.NextUInt64();
    }

    private StreamProcess CreateProcess()
    {
        var random = new SplitMix64(Seeded(seed, (int)Part.Process));
        long interval = (long)options.Interval.TotalMilliseconds;
        return Kind switch
        {
            StreamKind.Daily => DailyProcess.Draw(NoiseLevel, ref random),
            StreamKind.Weekday => WeekdayProcess.Draw(NoiseLevel, ref random),
            StreamKind.Counts => CountsProcess.Draw(ref random),
            StreamKind.Wandering => WanderingProcess.Draw(interval, ref random),
            StreamKind.DutyCycle => DutyCycleProcess.Draw(NoiseLevel, interval, ref random),
            _ => ShortPeriodProcess.Draw(NoiseLevel, interval, ref random),
        };
    }

    private double Read(StreamProcess process, double value) => Unit.Read(Math.Max(value, process.Minimum));

    /// <summary>The reading within an anomaly, or none.</summary>
    private double? Faulty(MadeAnomaly anomaly, long at, StreamProcess process, double pattern, double deviation, double last, ref SplitMix64 faults)
    {
        double progress = (at - anomaly.Start + options.Interval.TotalMilliseconds) / (anomaly.End - anomaly.Start + options.Interval.TotalMilliseconds);
        double hours = (anomaly.End - anomaly.Start) / Hour;
        return anomaly.Kind switch
        {
            AnomalyKind.Spike => Read(process, pattern + deviation + Outward(anomaly, process, pattern) * anomaly.Size * faults.Uniform(0.8, 1.2) * process.NoiseAt(pattern)),
            AnomalyKind.Shift => Read(process, pattern + deviation + Outward(anomaly, process, pattern) * anomaly.Size * process.LevelNoiseAt(pattern, hours: 1)),
            AnomalyKind.Drift => Read(process, pattern + deviation + Outward(anomaly, process, pattern) * anomaly.Size * process.LevelNoiseAt(pattern, hours) * progress),
            AnomalyKind.Noise => Read(process, pattern + anomaly.Size * deviation),
            AnomalyKind.Pattern => Read(process, pattern + deviation),
            AnomalyKind.Stuck => last,
            AnomalyKind.Dropout => Constant(process),
            _ => null,
        };
    }

    /// <summary>A spike of what is on and off leads away from the other level, or it would be a switch; and nothing falls below what there is.</summary>
    private static int Outward(MadeAnomaly anomaly, StreamProcess process, double pattern) =>
        process is DutyCycleProcess && anomaly.Kind == AnomalyKind.Spike ? pattern > 0.5 ? 1 : -1
        : process.Minimum == 0 ? 1
        : anomaly.Direction;

    /// <summary>What a sensor gives that has lost its signal: 0, or where 0 is among its usual readings the lower end of its range.</summary>
    private double Constant(StreamProcess process) =>
        process.Minimum == 0 || Unit.Offset > Unit.Scale * (0.5 - process.Lowest) ? 0 : Unit.Read(process.Lowest - 1);

    private Disturbance DrawDisturbance(bool isWild, StreamProcess process, ref SplitMix64 random)
    {
        long interval = (long)options.Interval.TotalMilliseconds;
        long before = (long)(Math.Max(random.LogUniform(1, 8) * Hour, 3.0 * interval) / interval) * interval;
        long start = Math.Max(phase, Anomalies[0].Start - before);
        if (isWild)
        {
            double range = Unit.Scale * (process.Highest - process.Lowest);
            double value = random.NextInt(3) switch
            {
                0 when range < 1000 => -9999,
                1 => 10 * (Math.Abs(Unit.Offset) + range),
                _ => Unit.Offset + random.Sign() * 1e6 * range,
            };
            return new Disturbance(DisturbanceKind.WildReading, start, start, Unit.Snap(value), 0);
        }

        if (random.Chance(0.5))
        {
            return new Disturbance(DisturbanceKind.ClockGlitch, start, start, 0, (long)(24 * Hour));
        }

        long readings = Math.Min(GlitchReadings, before / interval / 2);
        return new Disturbance(DisturbanceKind.ClockGlitch, start, start + (readings - 1) * interval, 0, -Math.Max(60_000, interval));
    }
}
