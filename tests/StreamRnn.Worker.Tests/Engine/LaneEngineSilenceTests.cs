using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Engine;

namespace StreamRnn.Worker.Tests.Engine;

/// <summary>What becomes of a stream that falls silent.</summary>
public sealed class LaneEngineSilenceTests : IDisposable
{
    private const long Minute = 60_000;
    private const long Start = 1_769_860_800_000;
    private const int Streams = 6;
    private const int WarmUp = 60;

    private static readonly string[] featureNames = ["temperature"];
    private readonly LaneEngine engine = Engine();
    private readonly List<IncidentChange> changes = [];
    private long offset;

    [Fact]
    public void Process_SilentStream_OpensAnIncidentThatSaysSince()
    {
        GiveMinutes(0, 100);
        GiveMinutes(100, 130, except: 2);

        IncidentChange open = Assert.Single(changes);
        Assert.Equal((IncidentState.Open, "pump-2", Evidence.Silence), (open.State, open.Opening.Stream, open.Opening.LeadingEvidence));
        Assert.Equal("no reading for 11 min, usually one every 1 min", IncidentReason.Describe(open, featureNames));
        Assert.InRange(open.Opening.Score, 0.5, 0.6);
        Assert.Equal(1 - (WarmUp / 100.0), open.Opening.Confidence);
        Assert.Equal([Value(2, 99)], open.Opening.Actual);
        Assert.Equal("readings", open.Opening.Topic);
        Assert.Equal(3, open.Opening.Partition);

        // The event with which it was found out is another stream's, of the lane's time then.
        Assert.InRange(open.Opening.Offset, 600, offset - 1);
        Assert.InRange(open.Time, Start + (109 * Minute), Start + (113 * Minute));
    }

    [Fact]
    public void Process_StreamThatStaysSilent_KeepsItsOneIncidentOpenForADayAtMost()
    {
        GiveMinutes(0, 100);
        GiveMinutes(100, 1000, except: 2);
        Assert.Equal(1, engine.OpenIncidents);
        GiveMinutes(1000, 2000, except: 2);

        Assert.Equal(0, engine.OpenIncidents);
        Assert.Single(changes, static change => change.State == IncidentState.Open);
        Assert.Equal(IncidentState.Resolve, changes[^1].State);
        Assert.InRange(changes[^1].Time, Start + (1500 * Minute), Start + (1650 * Minute));
    }

    [Fact]
    public void Process_StreamThatSpeaksAgain_ResolvesAfterTheQuietSpanAndIsNotPunishedForTheGap()
    {
        GiveMinutes(0, 100);
        GiveMinutes(100, 300, except: 2);
        GiveMinutes(300, 301);
        Assert.All(changes, static change => Assert.Equal(Evidence.Silence, change.Trigger.LeadingEvidence));
        GiveMinutes(301, 400);

        Assert.Equal(IncidentState.Resolve, changes[^1].State);
        Assert.InRange(changes[^1].Time, Start + (330 * Minute), Start + (365 * Minute));
        Assert.Single(changes, static change => change.State == IncidentState.Open);
    }

    [Fact]
    public void Process_InBatches_GivesTheChangesOfOneByOne()
    {
        using LaneEngine batched = Engine();
        var batch = new EventBatch(50, 1);
        var outcomes = new EventOutcome[50];
        List<string> found = [];
        long next = 0;
        for (int minute = 0; minute < 200; minute++)
        {
            for (int stream = 0; stream < Streams; stream++)
            {
                if (minute is < 100 or >= 170 || stream % 3 != 2)
                {
                    Give(stream, minute);
                    batch.Add(new SensorEvent { Key = Key(stream), Time = Time(stream, minute), Values = [Value(stream, minute)], Offset = next++ });
                }

                if (batch.Count == batch.Capacity)
                {
                    batched.Process(batch, outcomes);
                    found.AddRange(batched.Changes.Select(Text));
                    batch.Clear();
                }
            }
        }

        batched.Process(batch, outcomes);
        found.AddRange(batched.Changes.Select(Text));
        Assert.Equal(2, found.Count(static change => change.StartsWith("Open", StringComparison.Ordinal)));
        Assert.Equal(changes.Select(Text), found);
        Assert.Equal(engine.StateHash(), batched.StateHash());
    }

    public void Dispose() => engine.Dispose();

    private static LaneEngine Engine() => new(
        new LaneOptions { Capacity = 8, WarmUpEvents = WarmUp, Memory = StreamMemory.Lean, SilenceIntervals = 10, SilenceRepeatMilliseconds = 30 * Minute },
        new IncidentOptions(), "readings", partition: 3);

    private static string Text(IncidentChange change) => $"{change.State} {change.Opening.Stream} {change.Trigger.Offset} {change.Time} {change.Trigger.Score:R}";

    private static byte[] Key(int stream) => Encoding.UTF8.GetBytes($"pump-{stream}");

    private static double Value(int stream, int minute) => stream + (minute % 24);

    private static long Time(int stream, int minute) => Start + (minute * Minute) + (stream * 1_000);

    private void GiveMinutes(int from, int to, int except = -1)
    {
        for (int minute = from; minute < to; minute++)
        {
            for (int stream = 0; stream < Streams; stream++)
            {
                if (stream != except)
                {
                    Give(stream, minute);
                }
            }
        }
    }

    private void Give(int stream, int minute)
    {
        engine.Process(new SensorEvent { Key = Key(stream), Time = Time(stream, minute), Values = [Value(stream, minute)], Offset = offset++ });
        changes.AddRange(engine.Changes);
    }
}
