using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>Each kind of anomaly is found, by the evidence that says what it is, and on a reading outside of the range that is printed.</summary>
public sealed class LaneEvidenceTests
{
    private const int Start = PagerSeries.FridayAtTen;

    // Any seed serves.
    private const int Seed = 3;

    private static readonly Dictionary<string, (int Rows, Evidence[] Expected, Action<double[], int> Put)> kinds = new()
    {
        ["spike"] = (1, [Evidence.ForecastError, Evidence.Pattern], (values, i) => values[i] += 12),
        ["shift"] = (300, [Evidence.Average, Evidence.SlowAverage], (values, i) => values[i] += 15),
        ["drift"] = (200, [Evidence.Average, Evidence.SlowAverage], (values, i) => values[i] -= 0.25 * (i - Start)),
        ["noise grown"] = (120, [Evidence.Noise], (values, i) => values[i] += 5 * (values[i] - PagerSeries.Course(i))),
        ["stuck"] = (60, [Evidence.Stuck], (values, i) => values[i] = values[i - 1]),
        ["dropout"] = (60, [Evidence.ForecastError], (values, i) => values[i] = 0),
        ["noise gone"] = (300, [Evidence.Quiet], (values, i) => values[i] = PagerSeries.Course(i)),
    };

    public static TheoryData<string, StreamMemory> Kinds =>
        [.. from kind in kinds.Keys from memory in (StreamMemory[])[StreamMemory.Lean, StreamMemory.Rich] select (kind, memory)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Process_AnomalyOfAKind_IsFoundByItsEvidenceOutsideOfItsRange(string kind, StreamMemory memory)
    {
        (int rows, Evidence[] expected, Action<double[], int> put) = kinds[kind];
        double[] values = PagerSeries.Daily(Start + rows, Seed);
        for (int i = Start; i < values.Length; i++)
        {
            put(values, i);
        }

        using LaneRun run = new(new LaneOptions { Memory = memory, Capacity = 1 });
        HashSet<Evidence> told = [];
        for (int i = 0; i < values.Length; i++)
        {
            run.Give("pump", PagerSeries.TimeOf(i), values[i]);
            ScoredEvent said = run.Scored;
            if (said.Score < ScoredEvent.SpeaksFrom)
            {
                continue;
            }

            Assert.True(i >= Start, $"{said.LeadingEvidence} at {i} of a normal stream");
            told.Add(said.LeadingEvidence);
            bool hasRange = said.LeadingEvidence is not (Evidence.Stuck or Evidence.Quiet);
            Assert.Equal(hasRange, double.IsFinite(said.Lower[0]) && double.IsFinite(said.Upper[0]));
            Assert.Equal(hasRange, said.Direction != 0);
            Assert.False(hasRange && values[i] >= said.Lower[0] && values[i] <= said.Upper[0], $"{values[i]} within {said.Lower[0]} to {said.Upper[0]} at {i}: {said.LeadingEvidence}");
        }

        Assert.True(told.Overlaps(expected), $"told: {string.Join(", ", told)}");
    }
}
