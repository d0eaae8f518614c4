using StreamRnn.Worker.Fleet;

namespace StreamRnn.Worker.Tests.Fleet;

public sealed class MadeStreamTests
{
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;

    /// <summary>Every kind of stream with every kind of anomaly: 6 times 8 streams, none clean, half of them disturbed.</summary>
    private static readonly FleetOptions all = new() { Streams = 48, CleanShare = 0, WildShare = 0.25, GlitchShare = 0.25 };

    private static readonly MadeStream[] streams = [.. Enumerable.Range(0, all.Streams).Select(index => new MadeStream(all, index))];

    [Fact]
    public void Readings_TwiceAndInALargerFleet_AreTheSame()
    {
        foreach (int index in (int[])[0, 1, 2, 3, 4, 5, 41])
        {
            MadeReading[] readings = [.. streams[index].Readings()];

            Assert.Equal(readings, streams[index].Readings());
            Assert.Equal(readings, new MadeStream(all with { Streams = 1000 }, index).Readings());
            Assert.Equal(streams[index].Anomalies, new MadeStream(all with { Streams = 1000 }, index).Anomalies);
        }
    }

    [Fact]
    public void Readings_OfAnotherSeedOrStream_AreOthers()
    {
        double[] own = Values(streams[0]);

        Assert.NotEqual(own, Values(new MadeStream(all with { Seed = 2 }, 0)));
        Assert.NotEqual(own, Values(streams[6]));
    }

    [Fact]
    public void Readings_WithoutTheDisturbance_DifferThereAlone()
    {
        MadeStream[] disturbed = [.. streams.Where(stream => stream.Disturbance is not null)];

        Assert.InRange(disturbed.Length, 12, 36);
        foreach (MadeStream stream in disturbed)
        {
            long[] different = [.. stream.Readings().Zip(stream.Readings(isDisturbed: false)).Where(pair => pair.First != pair.Second).Select(pair => pair.First.At)];

            Assert.NotEmpty(different);
            Assert.All(different, at => Assert.True(stream.Disturbance!.Holds(at)));
            Assert.Equal(stream.Disturbance!.Kind, stream.Anomalies[0].After);
            Assert.InRange(stream.Anomalies[0].Start - stream.Disturbance.End, 1, 8 * Hour);
        }
    }

    [Fact]
    public void Readings_WithAWildReading_HaveOneBeyondAllOthers()
    {
        foreach (MadeStream stream in streams.Where(stream => stream.Disturbance?.Kind == DisturbanceKind.WildReading))
        {
            double[] usual = [.. stream.Readings(isDisturbed: false).Select(reading => reading.Value)];
            double wild = stream.Readings().Single(reading => stream.Disturbance!.Holds(reading.At)).Value;

            Assert.True(wild > usual.Max() + (usual.Max() - usual.Min()) || wild < usual.Min() - (usual.Max() - usual.Min()), $"{stream.Name}: {wild} is near {usual.Min()} to {usual.Max()}.");
        }
    }

    [Fact]
    public void Readings_WithAWrongClock_BearOtherTimesThan()
    {
        MadeStream[] wrong = [.. streams.Where(stream => stream.Disturbance?.Kind == DisturbanceKind.ClockGlitch)];

        Assert.Contains(wrong, stream => stream.Disturbance!.ClockOffset == Day);
        Assert.Contains(wrong, stream => stream.Disturbance!.ClockOffset == -60_000);
        Assert.All(wrong, stream => Assert.Equal(stream.Disturbance!.ClockOffset > 0 ? 1 : (stream.Disturbance.End - stream.Disturbance.Start) / 60_000 + 1, stream.Readings().Count(reading => reading.Time != reading.At)));
    }

    [Fact]
    public void Anomalies_OfAFleet_AreOfEveryKindOnEveryKindOfStream()
    {
        var met = streams.SelectMany(stream => stream.Anomalies.Select(anomaly => (stream.Kind, anomaly.Kind))).ToHashSet();

        Assert.Equal(Enum.GetValues<StreamKind>().Length * Enum.GetValues<AnomalyKind>().Length, met.Count);
    }

    [Theory]
    [InlineData(12, 60, 4)]
    [InlineData(12, 60, 8)]
    [InlineData(12, 3600, 2)]
    [InlineData(3, 1, 1)]
    [InlineData(30, 900, 5)]
    public void Anomalies_LieInTheirPartOfTheTime_WithHoursBetween(int days, int seconds, int anomalies)
    {
        var fleet = new FleetOptions { Days = days, Interval = TimeSpan.FromSeconds(seconds), Anomalies = anomalies, CleanShare = 0 };
        long from = fleet.StartMilliseconds + (long)fleet.AnomaliesFrom.TotalMilliseconds;
        foreach (int index in Enumerable.Range(0, 96))
        {
            IReadOnlyList<MadeAnomaly> placed = new MadeStream(fleet, index).Anomalies;

            Assert.Equal(anomalies, placed.Count);
            Assert.Equal(Math.Min(anomalies, 8), placed.Select(anomaly => anomaly.Kind).Distinct().Count());
            Assert.True(placed[0].Start >= from);
            Assert.All(placed, anomaly => Assert.True(anomaly.End >= anomaly.Start && anomaly.End <= fleet.EndMilliseconds - 5 * Hour));
            Assert.All(placed.Zip(placed.Skip(1)), pair => Assert.True(pair.Second.Start - pair.First.End >= 5 * Hour));
        }
    }

    [Fact]
    public void Anomalies_OfCleanStreams_AreNone()
    {
        var fleet = new FleetOptions { CleanShare = 0.5 };
        MadeStream[] clean = [.. Enumerable.Range(0, 400).Select(index => new MadeStream(fleet, index)).Where(stream => stream.Anomalies.Count == 0)];

        Assert.InRange(clean.Length, 160, 240);
        Assert.All(clean, stream => Assert.Null(stream.Disturbance));
        Assert.Equal(all.Days * 24 * 60, clean[0].Readings().Count());
    }

    [Fact]
    public void Readings_WithinAnAnomaly_AreWhatItsKindSays()
    {
        foreach (MadeStream stream in streams)
        {
            MadeReading[] readings = [.. stream.Readings(isDisturbed: false)];
            foreach (MadeAnomaly anomaly in stream.Anomalies)
            {
                double[] within = [.. readings.Where(reading => anomaly.Holds(reading.At)).Select(reading => reading.Value)];
                switch (anomaly.Kind)
                {
                    case AnomalyKind.Silence:
                        Assert.Empty(within);
                        break;
                    case AnomalyKind.Stuck:
                        Assert.All(within, value => Assert.Equal(readings.Last(reading => reading.At < anomaly.Start).Value, value));
                        break;
                    case AnomalyKind.Dropout:
                        Assert.Single(within.Distinct());
                        break;
                    case AnomalyKind.Spike:
                        Assert.InRange(within.Length, 1, 3);
                        break;
                    default:
                        Assert.InRange(within.Length, 45, 14 * 60);
                        break;
                }
            }
        }
    }

    /// <summary>Against the same stream without anomalies, which has the same noise: a shift moves every reading the same way, and noise takes its mean nowhere.</summary>
    [Fact]
    public void Readings_WithAShift_LieOnItsSideByItsSize()
    {
        MadeStream stream = streams.First(stream => stream.Kind == StreamKind.Daily && stream.Anomalies.Any(anomaly => anomaly.Kind == AnomalyKind.Shift));
        MadeAnomaly shift = stream.Anomalies.First(anomaly => anomaly.Kind == AnomalyKind.Shift);
        double[] usual = Values(new MadeStream(all with { Anomalies = 0 }, Array.IndexOf(streams, stream)));
        MadeReading[] readings = [.. stream.Readings(isDisturbed: false)];
        int first = Array.FindIndex(readings, reading => reading.At == shift.Start);
        int last = Array.FindIndex(readings, reading => reading.At == shift.End);
        double[] moved = [.. Enumerable.Range(first, last - first + 1).Select(row => (readings[row].Value - usual[row]) / stream.Unit.Scale)];

        // Never less than its noise alone, and never more than with all of a day's jitter.
        Assert.All(moved, value => Assert.InRange(value * shift.Direction, 0.98 * shift.Size * stream.NoiseLevel, 1.02 * shift.Size * Math.Sqrt(stream.NoiseLevel * stream.NoiseLevel + 0.06 * 0.06)));
    }

    [Fact]
    public void Readings_OfCounts_AreWholeAndNotBelow0() =>
        Assert.All(streams.Where(stream => stream.Kind == StreamKind.Counts), stream => Assert.All(stream.Readings(isDisturbed: false), reading => Assert.True(reading.Value >= 0 && reading.Value == Math.Floor(reading.Value))));

    /// <summary>From 0.01 to a million, and some so coarse that equal readings follow each other.</summary>
    [Fact]
    public void Readings_OfAFleet_DifferInUnitAndResolution()
    {
        double[] spans = [.. streams.Select(stream => Values(new MadeStream(all with { Anomalies = 0 }, Array.IndexOf(streams, stream)))).Select(values => values.Max() - values.Min())];
        int repeating = streams.Count(stream => stream.Kind == StreamKind.Daily && Values(stream).Zip(Values(stream).Skip(1)).Count(pair => pair.First == pair.Second) > 1000);

        Assert.True(spans.Min() < 1 && spans.Max() > 100_000);
        Assert.InRange(repeating, 1, 7);
    }

    [Fact]
    public void Merge_OfAllStreams_IsInTheOrderOfTime()
    {
        MadeStream[] few = streams[..7];
        (int Stream, MadeReading Reading)[] merged = [.. FleetReadings.Merge(few)];

        Assert.Equal(few.Sum(stream => stream.Readings().Count()), merged.Length);
        Assert.True(merged.Zip(merged.Skip(1)).All(pair => pair.First.Reading.At <= pair.Second.Reading.At));
        Assert.Equal(few[3].Readings(), merged.Where(one => one.Stream == 3).Select(one => one.Reading));
    }

    private static double[] Values(MadeStream stream) => [.. stream.Readings(isDisturbed: false).Select(reading => reading.Value)];
}
