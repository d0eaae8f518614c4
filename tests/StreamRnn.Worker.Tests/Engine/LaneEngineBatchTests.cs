using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Engine;

namespace StreamRnn.Worker.Tests.Engine;

public sealed class LaneEngineBatchTests
{
    private const int Events = 12_000;
    private const int MaxBatch = 64;

    /// <summary>A quiet span of a few hundred events, so that incidents open, are updated and resolve within one batch and across batches.</summary>
    private static readonly IncidentOptions incidents = new() { Quiet = TimeSpan.FromMinutes(2), UpdateInterval = TimeSpan.FromMinutes(1) };

    /// <summary>Any seed does: each gives another split of the same events.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Process_AnySplitIntoBatches_GivesTheChangesOutcomesAndStateOfOneByOne(ulong seed)
    {
        (List<string> expected, List<EventOutcome> expectedOutcomes, string expectedState) = OneByOne();
        Assert.Contains(expected, static change => change.StartsWith("Open", StringComparison.Ordinal));
        Assert.Contains(expected, static change => change.StartsWith("Resolve", StringComparison.Ordinal));
        Assert.Contains(EventOutcome.Late, expectedOutcomes);

        var random = new SplitMix64(seed);
        var observed = new Recorder();
        using LaneEngine engine = Engine(observed);
        var batch = new EventBatch(MaxBatch, 1);
        var outcomes = new EventOutcome[MaxBatch];
        List<string> changes = [];
        List<EventOutcome> allOutcomes = [];
        for (int next = 0; next < Events;)
        {
            batch.Clear();
            int size = 1 + random.NextInt(MaxBatch);
            for (; batch.Count < size && next < Events; next++)
            {
                Feed(next, (in SensorEvent sensorEvent) => batch.Add(sensorEvent));
            }

            engine.Process(batch, outcomes);
            changes.AddRange(engine.Changes.Select(Text));
            allOutcomes.AddRange(outcomes[..batch.Count]);
        }

        Assert.Equal(expected, changes);
        Assert.Equal(expectedOutcomes, allOutcomes);
        Assert.Equal(expected, observed.Changes);
        Assert.Equal(expectedState, engine.StateHash());
    }

    private static (List<string> Changes, List<EventOutcome> Outcomes, string State) OneByOne()
    {
        using LaneEngine engine = Engine(observer: null);
        List<string> changes = [];
        List<EventOutcome> outcomes = [];
        for (int i = 0; i < Events; i++)
        {
            Feed(i, (in SensorEvent sensorEvent) =>
            {
                outcomes.Add(engine.Process(sensorEvent));
                changes.AddRange(engine.Changes.Select(Text));
            });
        }

        return (changes, outcomes, engine.StateHash());
    }

    private delegate void Taker(in SensorEvent sensorEvent);

    /// <summary>Seven streams a second apart, each with a step of its level now and then, and every 97th event far too late.</summary>
    private static void Feed(int index, Taker take)
    {
        double level = index % 6000 > 5900 ? 40 : 0;
        double[] values = [level + Math.Sin(index * 0.05) + index % 7];
        long time = 1_769_860_800_000 + (index * 1000L) - (index % 97 == 96 ? 600_000 : 0);
        take(new SensorEvent { Key = Encoding.UTF8.GetBytes($"s{index % 7}"), Time = time, Values = values, Offset = index });
    }

    private static LaneEngine Engine(IEngineObserver? observer) =>
        new(new LaneOptions { Capacity = 8, WarmUpEvents = 60, Memory = StreamMemory.Lean }, incidents, "readings", 3, observer);

    /// <summary>Everything an alert is made from, times and scores to the last bit.</summary>
    private static string Text(IncidentChange change) =>
        $"{change.State} {change.IncidentId} {change.Time} {change.Trigger.Offset} {change.Trigger.Score:R} {change.Trigger.RawScore:R}";

    private sealed class Recorder : IEngineObserver
    {
        public List<string> Changes { get; } = [];

        public void Scored(in SensorEvent sensorEvent, ScoredEvent scored)
        {
        }

        public void Changed(IncidentChange change) => Changes.Add(Text(change));
    }
}
