using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamRnn.Alerting;
using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Engine;

namespace StreamRnn.Worker.Tests.Engine;

/// <summary>An engine that is saved and restored anywhere tells what one tells that goes on: of full tables, silent streams, rules, groups and storms.</summary>
public sealed class LaneEngineRestoreTests
{
    private const long Start = 1_769_860_800_000;
    private const long Step = 10_000;
    private const int Streams = 12;
    private const int Capacity = 10;
    private const int Events = 6_000;

    /// <summary>Events while which a third of the streams are silent: an hour.</summary>
    private const int Era = 360;

    private static readonly JsonSerializerOptions anyNumber = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly LaneOptions Lane = new()
    {
        Capacity = Capacity,
        WarmUpEvents = 50,
        Memory = StreamMemory.Lean,
        HiddenUnits = 8,
        SilenceIntervals = 5,
        SilenceRepeatMilliseconds = 600_000,
    };

    private static readonly IncidentOptions Incidents = new()
    {
        OpenThreshold = 0.1,
        Quiet = TimeSpan.FromMinutes(20),
        MaxQuiet = TimeSpan.FromHours(1),
        UpdateInterval = TimeSpan.FromMinutes(5),
        Groups = [new GroupDefinition("sites", new("^(site0)/", AlertRule.PatternOptions), 2, TimeSpan.FromMinutes(30))],
        StormIncidents = 2,
        StormWithin = TimeSpan.FromMinutes(30),
        Rules = new RuleSet([new AlertRule { Name = "half the time", Mute = new MuteSchedule { Weekly = [.. Enumerable.Range(0, 12).Select(static hour => EveryDay(hour * 2))] } }], []),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void CompleteRestore_Anywhere_GoesOnAsIfNothingHadBeen(int seed)
    {
        var random = new Random(seed);
        using LaneEngine undisturbed = Engine();
        LaneEngine restored = Engine();
        SnapshotManifest? last = null;
        Dictionary<SnapshotPlace, byte[]> topic = [];
        List<IncidentChange> changes = [];
        List<SummaryChange> summaries = [];
        for (long offset = 0; offset < Events; offset++)
        {
            undisturbed.Process(Event(offset, seed));
            restored.Process(Event(offset, seed));
            Assert.Equal(Told(undisturbed), Told(restored));
            changes.AddRange(undisturbed.Changes);
            changes.AddRange(undisturbed.WithheldChanges);
            summaries.AddRange(undisturbed.Summaries.Select(static summary => summary.Change));
            if (random.Next(150) == 0)
            {
                last = Save(restored, offset + 1, last, topic);
                restored.Dispose();
                restored = Restore(last, topic);
                Assert.Equal(undisturbed.StateHash(), restored.StateHash());
                Assert.Equal(undisturbed.OpenIncidents, restored.OpenIncidents);
            }
        }

        Assert.Equal(undisturbed.StateHash(), restored.StateHash());
        restored.Dispose();
        string met = $"{changes.Count(IsSilence)} silences, {changes.Count(IsMuted)} muted, {summaries.Count(IsGroup)} of groups, {summaries.Count - summaries.Count(IsGroup)} of storms, "
            + $"{undisturbed.Lane.Counters[EventOutcome.Refused]} refused, {undisturbed.Lane.Counters.Evictions} evicted, {undisturbed.Lane.Counters.TrainingSteps} training steps";
        Assert.DoesNotMatch("(^|, )0 ", met);
    }

    private static bool IsSilence(IncidentChange change) => change is { State: IncidentState.Open, Opening.LeadingEvidence: Evidence.Silence };

    private static bool IsMuted(IncidentChange change) => change.Withheld == Withholding.Muted;

    private static bool IsGroup(SummaryChange change) => change.Kind == SummaryKind.Group;

    private static WeeklySpan EveryDay(int hour) => new([.. Enum.GetValues<DayOfWeek>()], TimeSpan.FromHours(hour), TimeSpan.FromHours(hour + 1));

    private static LaneEngine Engine() => new(Lane, Incidents, "readings", partition: 3);

    private static SnapshotManifest Save(LaneEngine engine, long position, SnapshotManifest? since, Dictionary<SnapshotPlace, byte[]> topic)
    {
        const int chunkBytes = 5_000;
        byte[] value = new byte[SnapshotChunk.PrefixBytes + chunkBytes];
        using LaneCapture capture = engine.BeginCapture(new CaptureSettings { Position = position, ChunkBytes = chunkBytes }, since);
        while (!capture.IsComplete)
        {
            if (capture.TryTake(value, out SnapshotPlace place, out int length))
            {
                topic[place] = value[..length];
            }
        }

        return SnapshotManifest.Decode(capture.Manifest.Encode());
    }

    private static LaneEngine Restore(SnapshotManifest manifest, Dictionary<SnapshotPlace, byte[]> topic)
    {
        LaneEngine engine = Engine();
        var restore = new LaneRestore(engine.Lane, manifest);
        foreach ((SnapshotPlace place, byte[] value) in topic)
        {
            restore.TryAdd(place, value);
        }

        engine.CompleteRestore(restore);
        return engine;
    }

    private static IEnumerable<string> Told(LaneEngine engine) =>
    [
        .. engine.Changes.Concat(engine.WithheldChanges).Select(static change => JsonSerializer.Serialize(change, anyNumber)),
        .. engine.Summaries.Select(static summary => JsonSerializer.Serialize(summary, anyNumber)),
    ];

    /// <summary>A noisy wave for each stream, wild now and then for some readings, in two streams or more at once.</summary>
    private static SensorEvent Event(long offset, int seed)
    {
        var random = new Random(unchecked((seed * 1_000_003) + (int)offset));
        int stream = random.Next(Streams);
        if (((offset / Era) + stream) % 3 == 0)
        {
            stream = (stream + 1) % Streams;
        }

        double value = Math.Sin(offset * 0.02) + (0.2 * random.NextDouble()) + (offset % 700 < 60 && stream % 4 < 2 ? 30 : 0);
        return new SensorEvent
        {
            Key = Encoding.UTF8.GetBytes($"site{stream % 2}/pump-{stream}"),
            Time = Start + (offset * Step),
            Values = new[] { value },
            Offset = offset,
        };
    }
}
