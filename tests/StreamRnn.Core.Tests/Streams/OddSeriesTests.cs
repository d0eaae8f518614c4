using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>Series that aren't smooth readings at even steps: each is borne without a flood of alarms, and a clear anomaly at its end is still found.</summary>
public sealed class OddSeriesTests
{
    private const long Step = 5 * LaneRun.Minute;
    private const long Hour = 60 * LaneRun.Minute;
    private const long DayLength = 24 * Hour;
    private const int Events = 14 * NoisySeries.Day;

    /// <summary>False alarms in the fortnight after its first day, on which most of what comes is new: one a day, as the design has it of normal streams.</summary>
    private const int MaxAlarms = 13;

    private static readonly Dictionary<string, Func<Random, IEnumerable<(long Time, double Value)>>> all = new()
    {
        ["irregular sampling"] = random => Irregular(random),
        ["gaps of hours and days"] = random => Rows(random, Daily, i => Step * (i + (i / 500 * 40) + (i / 2000 * 900))),
        ["clock put forward an hour"] = random => Rows(random, time => Daily(time + (time >= 9 * DayLength ? Hour : 0))),
        ["clock put back an hour"] = random => Rows(random, time => Daily(time - (time >= 9 * DayLength ? Hour : 0))),
        ["stamps that repeat an hour"] = random => Rows(random, Daily, i => (Step * i) - (i >= 9 * NoisySeries.Day ? Hour : 0)),
        ["counter that resets"] = random => Counter(random, limit: 100_000),
        ["counter of a byte"] = random => Counter(random, limit: 256),
        ["constant"] = _ => Enumerable.Range(0, Events).Select(i => (i * Step, 21.5)),
        ["constant zero"] = _ => Enumerable.Range(0, Events).Select(i => (i * Step, 0.0)),
        ["integers"] = random => Rows(random, time => 0, valueOf: (_, noise) => NoisySeries.Poisson(noise, 20)),
        ["small counts"] = random => Rows(random, time => 0, valueOf: (_, noise) => NoisySeries.Poisson(noise, 0.5)),
        ["binary, at random"] = random => Rows(random, time => 0, valueOf: (_, noise) => noise.NextDouble() < 0.2 ? 1 : 0),
        ["binary, by the day"] = random => Rows(random, time => 0, valueOf: (time, noise) => time % DayLength / Hour is >= 8 and < 18 ? 1 : 0),
        ["binary, seldom on"] = random => Rows(random, time => 0, valueOf: (_, noise) => noise.NextDouble() < 0.01 ? 1 : 0),
    };

    public static TheoryData<string, StreamMemory> AllSeries =>
        [.. from name in all.Keys from memory in (StreamMemory[])[StreamMemory.Lean, StreamMemory.Rich] select (name, memory)];

    [Theory]
    [MemberData(nameof(AllSeries))]
    public void Process_OddSeries_IsBorneAndItsAnomalyIsFound(string name, StreamMemory memory)
    {
        // Seed 3: any would do. Duplicates are kept, as a constant stream at equal stamps has them.
        using LaneRun run = new(LaneRun.Options(memory) with { WarmUpEvents = 150, RejectDuplicates = false });
        List<int> alarms = [];
        int index = 0;
        int refused = 0;
        double highest = double.NegativeInfinity;
        double lowest = double.PositiveInfinity;
        long last = 0;
        foreach ((long time, double value) in all[name](new Random(3)))
        {
            EventOutcome outcome = run.Give("pump", LaneRun.Start + time, value);
            if (outcome is EventOutcome.Scored or EventOutcome.WarmingUp)
            {
                Assert.True(index == 0 || AllFinite(run.Scored), $"row {index}: {run.Scored.Lower[0]} to {run.Scored.Upper[0]}");
                if (run.Scored.Alarm >= 0.5 && index > NoisySeries.Day)
                {
                    alarms.Add(index);
                }
            }

            else
            {
                refused++;
            }

            highest = Math.Max(highest, value);
            lowest = Math.Min(lowest, value);
            last = time;
            index++;
        }

        double anomaly = highest + (3 * Math.Max(highest - lowest, 1));
        double loudest = 0;
        for (int i = 1; i <= 3; i++)
        {
            run.Give("pump", LaneRun.Start + last + (i * Step), anomaly);
            loudest = Math.Max(loudest, run.Scored.Alarm);
        }

        // Only where stamps repeat an hour it is not taken in again; its last two are no older than what two events in a row had reached.
        Assert.Equal(name == "stamps that repeat an hour" ? (int)(Hour / Step) - 2 : 0, refused);
        Assert.True(alarms.Count <= MaxAlarms, $"{alarms.Count} alarms, at {string.Join(' ', alarms)}");
        Assert.True(loudest >= 0.5, $"the anomaly has {loudest}");
    }

    private static bool AllFinite(ScoredEvent scored) =>
        double.IsFinite(scored.Forecast[0]) && double.IsFinite(scored.Lower[0]) && double.IsFinite(scored.Upper[0]) && scored.Lower[0] <= scored.Upper[0];

    private static double Daily(long time) => 50 + (20 * Math.Sin(time * 2 * Math.PI / DayLength));

    private static IEnumerable<(long Time, double Value)> Rows(
        Random random, Func<long, double> levelOf, Func<int, long>? timeOf = null, Func<long, Random, double>? valueOf = null)
    {
        for (int i = 0; i < Events; i++)
        {
            long time = timeOf?.Invoke(i) ?? i * Step;
            yield return (time, valueOf is null ? levelOf(time) + NoisySeries.Normal(random) : valueOf(time, random));
        }
    }

    private static IEnumerable<(long Time, double Value)> Irregular(Random random)
    {
        // From seconds to half an hour apart.
        long time = 0;
        for (int i = 0; i < Events; i++)
        {
            time += (long)(-Math.Log(1 - random.NextDouble()) * Step);
            yield return (time, Daily(time) + NoisySeries.Normal(random));
        }
    }

    private static IEnumerable<(long Time, double Value)> Counter(Random random, int limit)
    {
        int count = 0;
        for (int i = 0; i < Events; i++)
        {
            count = (count + NoisySeries.Poisson(random, limit / 300.0)) % limit;
            yield return (i * Step, count);
        }
    }
}
