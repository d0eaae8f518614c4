using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Alerting.Rules;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Engine;

namespace StreamRnn.Worker.Tests.Engine;

public sealed class LaneEngineTests
{
    /// <summary>2026-01-31T12:00:00Z.</summary>
    private const long Noon = 1_769_860_800_000;
    private const long Hour = 3_600_000;

    private static readonly byte[] Key = Encoding.UTF8.GetBytes("Kühlkreis 7");

    [Fact]
    public void Conclude_ScoreAtTheThreshold_OpensAnIncidentUnderTheEventsOrigin()
    {
        using LaneEngine engine = Engine();

        Conclude(engine, offset: 9, Noon, score: 0.5);

        IncidentChange open = Assert.Single(engine.Changes);
        Assert.Equal(IncidentState.Open, open.State);
        Assert.Equal(("Kühlkreis 7", "readings", 3, 9L, Noon), (open.Opening.Stream, open.Opening.Topic, open.Opening.Partition, open.Opening.Offset, open.Opening.Time));
        Assert.Equal([71.5], open.Opening.Actual);
        Assert.Equal(1, engine.OpenIncidents);
    }

    [Theory]
    [InlineData(EventOutcome.Scored, 0.499)]
    [InlineData(EventOutcome.WarmingUp, 0.9)]
    [InlineData(EventOutcome.Replayed, 0.9)]
    [InlineData(EventOutcome.Missing, 0.9)]
    [InlineData(EventOutcome.Late, 0.9)]
    public void Conclude_AnythingElse_ChangesNothing(EventOutcome outcome, double alarm)
    {
        using LaneEngine engine = Engine();

        Conclude(engine, offset: 9, Noon, alarm, outcome);

        Assert.Empty(engine.Changes);
    }

    [Fact]
    public void Conclude_NextEvent_ForgetsTheChangesOfTheLast()
    {
        using LaneEngine engine = Engine();
        Conclude(engine, offset: 0, Noon, score: 0.9);

        Conclude(engine, offset: 1, Noon + 1, score: 0);

        Assert.Empty(engine.Changes);
    }

    [Fact]
    public void Conclude_ScoreBetweenTheThresholds_GoesOnWithAnOpenIncident()
    {
        using LaneEngine engine = Engine();
        Conclude(engine, offset: 0, Noon, score: 0.9);
        Conclude(engine, offset: 1, Noon + Hour / 2, score: 0.3);

        Conclude(engine, offset: 2, Noon + Hour + 1, score: 0);

        Assert.Empty(engine.Changes);
        Assert.Equal(1, engine.OpenIncidents);
    }

    [Fact]
    public void Conclude_MutedExceedance_IsWithheldFromWhoeverIsTold()
    {
        var observer = new Recorder();
        var rules = new RuleSet([new AlertRule { Name = "repair", Mute = new MuteSchedule { Once = [new OneTimeSpan(Noon, Noon + Hour)] } }], []);
        using LaneEngine engine = Engine(observer, new IncidentOptions { OpenThreshold = 0.5, Rules = rules });

        Conclude(engine, offset: 0, Noon, score: 0.9);
        Assert.Equal("repair", Assert.Single(engine.WithheldChanges).Muting!.Rule);
        Assert.Empty(engine.Changes);
        Conclude(engine, offset: 1, Noon + Hour, score: 0.9);

        Assert.Empty(engine.WithheldChanges);
        Assert.Equal(IncidentState.Open, Assert.Single(engine.Changes).State);
        Assert.Equal(["scored 0", "scored 1", "Open 1"], observer.Seen);
        Assert.Equal((1, 1), (engine.RuleCounts.Exceedances(0), engine.RuleCounts.Incidents(0)));
    }

    [Fact]
    public void Conclude_StormBeginsAndEnds_ItsSummariesHaveTheirPlaceAmongTheChanges()
    {
        using LaneEngine engine = Engine(windows: new IncidentOptions { OpenThreshold = 0.5, StormIncidents = 1 });

        Conclude(engine, offset: 0, Noon, score: 0.9);
        Conclude(engine, offset: 1, Noon, score: 0.9, key: "b"u8);
        Assert.Equal((IncidentState.Open, 0), (Assert.Single(engine.Summaries).Change.State, engine.Summaries[0].After));
        Assert.Empty(engine.Changes);
        Conclude(engine, offset: 2, Noon + Hour / 2, score: 0, key: "c"u8);

        Assert.Equal((IncidentState.Resolve, 0), (Assert.Single(engine.Summaries).Change.State, engine.Summaries[0].After));
        Assert.Equal(("b", IncidentState.Open), (Assert.Single(engine.Changes).Opening.Stream, engine.Changes[0].State));
    }

    [Fact]
    public void Conclude_EventAfterTheQuietSpan_ResolvesBeforeItOpensAnew()
    {
        using LaneEngine engine = Engine();
        Conclude(engine, offset: 0, Noon, score: 0.9);

        Conclude(engine, offset: 1, Noon + 5 * Hour, score: 0.9);

        Assert.Equal([IncidentState.Resolve, IncidentState.Open], engine.Changes.Select(change => change.State));
        Assert.Equal(Noon + Hour, engine.Changes[0].Time);
    }

    [Fact]
    public void Conclude_WithAnObserver_ShowsItEveryScoredEventAndEveryChangeInOrder()
    {
        var observer = new Recorder();
        using LaneEngine engine = Engine(observer);

        Conclude(engine, offset: 0, Noon, score: 0, EventOutcome.WarmingUp);
        Conclude(engine, offset: 1, Noon + 1, score: 0.9);
        Conclude(engine, offset: 2, Noon + 2, score: 0, EventOutcome.Duplicate);
        Conclude(engine, offset: 3, Noon + 5 * Hour, score: 0.7);

        Assert.Equal(["scored 0", "scored 1", "Open 1", "scored 3", "Resolve 1", "Open 3"], observer.Seen);
    }

    [Fact]
    public void Process_EventsWithoutExceedance_AllocatesNothing()
    {
        using LaneEngine engine = Engine(new Silent());
        // Within warm-up no alarm can be raised, so every event takes the short way.
        const int Events = 3_000;
        Assert.Equal(0, Allocations.OfEachRound(round => Process(engine, first: round * Events, events: Events)));
        Assert.True(engine.Lane.LastOffset >= Events - 1);
    }

    [Fact]
    public void Constructor_WindowsOutOfRange_SaysWhich() =>
        Assert.StartsWith("Quiet is 00:00:00; it must be at least", Assert.Throws<ArgumentOutOfRangeException>(
            () => new LaneEngine(new LaneOptions(), new IncidentOptions { Quiet = TimeSpan.Zero }, "readings", 3)).Message, StringComparison.Ordinal);

    private static LaneEngine Engine(IEngineObserver? observer = null, IncidentOptions? windows = null) =>
        new(new LaneOptions { Capacity = 4, WarmUpEvents = 20_000 }, windows ?? new IncidentOptions { OpenThreshold = 0.5 }, "readings", 3, observer);

    private static void Process(LaneEngine engine, int first, int events)
    {
        Span<double> values = stackalloc double[1];
        for (int offset = first; offset < first + events; offset++)
        {
            values[0] = Math.Sin(offset * 0.1);
            engine.Process(new SensorEvent { Key = Key, Time = Noon + offset * 1000L, Values = values, Offset = offset });
        }
    }

    /// <summary>Concludes from a chosen score, as if the lane had just reached the event's time.</summary>
    private static void Conclude(LaneEngine engine, long offset, long time, double score, EventOutcome outcome = EventOutcome.Scored, ReadOnlySpan<byte> key = default)
    {
        engine.Scored.Score = score;
        engine.Conclude(new SensorEvent { Key = key.IsEmpty ? Key : key, Time = time, Values = [71.5], Offset = offset }, outcome, watermark: time);
    }

    private sealed class Recorder : IEngineObserver
    {
        public List<string> Seen { get; } = [];

        public void Scored(in SensorEvent sensorEvent, ScoredEvent scored) => Seen.Add($"scored {sensorEvent.Offset}");

        public void Changed(IncidentChange change) => Seen.Add($"{change.State} {change.Trigger.Offset}");
    }

    private sealed class Silent : IEngineObserver
    {
        public void Scored(in SensorEvent sensorEvent, ScoredEvent scored)
        {
        }

        public void Changed(IncidentChange change)
        {
        }
    }
}
