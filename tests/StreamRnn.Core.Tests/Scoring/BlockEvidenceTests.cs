using StreamRnn.Core.Scoring;
using StreamRnn.Core.Tests.Streams;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class BlockEvidenceTests
{
    private const int Rows = 7 * 1440;

    // Any seed serves.
    private const int Seed = 21;

    /// <summary>A Thursday, so that seven days have a weekend and the Monday after it.</summary>
    private static readonly DateTimeOffset start = new(2026, 11, 5, 6, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Observe_SeriesOfEveryKind_AgreesWithItsEquationsPlainlyWritten(bool hasClock)
    {
        var evidence = default(BlockEvidence<double>);
        var single = default(BlockEvidence<float>);
        var level = default(ReadingLevel<double>);
        var singleLevel = default(ReadingLevel<float>);
        var twin = new TwinBlockEvidence();
        var profile = new Profile(hasClock);
        var random = new Random(Seed);
        double value = 0;
        double before = 0;
        double furthest = 0;
        List<Evidence> leading = [];
        for (int i = 0; i < Rows; i++)
        {
            value = Reading(i, value, random);
            (double expected, bool isKnown) = profile.At(i, level.Level);
            double error = i == 0 ? 0 : value - before;
            level.Observe(value, 0, i);
            singleLevel.Observe(value, 0, i);
            long time = start.AddMinutes(i).ToUnixTimeMilliseconds();
            var row = new BlockRow { Value = value, Expected = expected, IsKnown = isKnown, Error = error, Time = time, HasClock = hasClock, Seen = i };
            BlockReading reading = evidence.Observe(row, level);
            double alarm = twin.Step(value, expected, isKnown, error, hasClock ? start.AddMinutes(i) : null, level.Scale, i);
            Assert.Equal(alarm, reading.Alarm, 1e-6 * Math.Max(1, alarm));
            Assert.Equal((twin.Leading, twin.IsUnusual), (reading.Evidence, reading.IsUnusual));
            furthest = Math.Max(furthest, Math.Abs(single.Observe(row, singleLevel).Alarm - alarm) / Math.Max(1, alarm));
            profile.Add(i, value);
            before = value;
            if (alarm > 1)
            {
                leading.Add(twin.Leading);
            }
        }

        // A threshold that takes a maximum for above it in one precision and below it in the other is a step apart for a while.
        Assert.InRange(furthest, 0, 0.1);
        foreach (Evidence kind in (Evidence[])[Evidence.ForecastError, Evidence.Stuck, Evidence.Noise])
        {
            Assert.Contains(kind, leading);
        }

        Assert.True(!hasClock || leading.Contains(Evidence.TimeOfDay) || leading.Contains(Evidence.SlowAverage));
    }

    [Fact]
    public void Observe_FirstHundredReadings_SayNothingWhateverTheyAre()
    {
        var evidence = default(BlockEvidence<double>);
        var level = default(ReadingLevel<double>);
        for (int i = 0; i < BlockEvidence<double>.StartReadings; i++)
        {
            double value = i % 10 == 9 ? 1e6 : i;
            level.Observe(value, 0, i);
            Assert.Equal(default, evidence.Observe(new BlockRow { Value = value, Expected = 0, IsKnown = true, Error = value, Time = 0, HasClock = false, Seen = i }, level));
        }
    }

    [Fact]
    public void Observe_StreamThatBeginsWithAConstant_LearnsItsErrorsAllTheSame()
    {
        var random = new Random(Seed);
        var state = default(BlockState<double>);
        for (int i = 0; i < 8000; i++)
        {
            double value = i < 500 ? 5 : 5 + NoisySeries.Normal(random);
            state.Level.Observe(value, 0, i);
            state.Judge(value, new ProfileValue(5, true), 0, false, value - 5, i, 0);
            Assert.False(i > 7000 && state.IsDisturbed);
        }

        // The mean magnitude of a standard normal error.
        Assert.Equal(0.8, state.Evidence.UsualErrorAt(state.Level), 0.08);
    }

    [Fact]
    public void Observe_StreamThatRestsEachNight_CountsARunThereForThreeTenths()
    {
        double[] alarms = new double[2];
        for (int other = 0; other < 2; other++)
        {
            // Rests at 0 for 60 readings now and then; at last for 500, where it always did, or elsewhere.
            var random = new Random(Seed);
            var evidence = default(BlockEvidence<double>);
            var level = default(ReadingLevel<double>);
            double before = 0;
            for (int i = 0; i < 6000; i++)
            {
                double value = i >= 5500 ? other : i % 600 < 60 ? 0 : 5 + NoisySeries.Normal(random);
                level.Observe(value, 0, i);
                var row = new BlockRow { Value = value, Expected = level.Level, IsKnown = true, Error = value - before, Time = 0, HasClock = false, Seen = i };
                alarms[other] = evidence.Observe(row, level).Alarm;
                before = value;
            }
        }

        Assert.Equal(0.3 * alarms[1], alarms[0], 0.01 * alarms[1]);
        Assert.InRange(alarms[1], 0.1, 10);
    }

    /// <summary>A day's wave with noise; on it, one after the other: a spike, a stuck sensor, noise grown, a shift.</summary>
    private static double Reading(int i, double before, Random random)
    {
        double noise = NoisySeries.Normal(random) * (i is >= 6500 and < 6600 ? 8 : 1);
        double value = 50 + (10 * Math.Sin(i * 2 * Math.PI / 1440)) + noise;
        return i switch
        {
            3000 or 4400 => value + 30,
            >= 5000 and < 5200 => before,
            >= 8500 and < 8900 => value - 40,
            _ => value,
        };
    }

    /// <summary>The last day's reading at the same minute, which any profile is good enough for.</summary>
    private sealed class Profile(bool hasClock)
    {
        private readonly double[] minutes = [.. Enumerable.Repeat(double.NaN, 1440)];

        public (double Value, bool IsKnown) At(int i, double level) =>
            !hasClock ? (level, true) : double.IsNaN(minutes[i % 1440]) ? (level, false) : (minutes[i % 1440], true);

        public void Add(int i, double value) => minutes[i % 1440] = value;
    }
}
