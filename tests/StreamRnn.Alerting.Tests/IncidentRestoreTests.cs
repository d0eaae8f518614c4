using System.Buffers.Binary;
using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Snapshots;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

public sealed class IncidentRestoreTests
{
    [Fact]
    public void Restore_OpenIncidents_SaysNothingAndCountsThem()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));
        run.Exceed(Of("boiler", 1, Noon + Second));

        run.Restore();

        Assert.Equal(2, run.Pipeline.OpenIncidents);
        Assert.Equal(2, run.Changes.Count);
    }

    [Fact]
    public void Restore_LongIncident_EndsAtItsOwnQuietSpan()
    {
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));
        run.Exceed(Of("pump", 1, Noon + (50 * Minute), 0.6));
        run.Advance(Noon + (100 * Minute));

        run.Restore();
        run.Advance(Noon + (109 * Minute));
        Assert.Equal(1, run.Pipeline.OpenIncidents);
        run.Advance(Noon + (3 * Hour));

        Assert.Equal(("pump", IncidentState.Resolve, 2, 110 * Minute), run.Told().Last());
    }

    [Fact]
    public void Restore_AnyBytesChanged_IsRefusedOrTaken()
    {
        using PipelineRun run = WithAll();
        byte[] saved = run.Save();
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] forged = [.. saved];
            random.NextBytes(forged.AsSpan(random.Next(forged.Length - 8), random.Next(1, 9)));
            using var other = new PipelineRun(All);
            try
            {
                other.Restore(forged.AsMemory(0, i % 5 == 0 ? random.Next(forged.Length) : forged.Length));
            }
            catch (InvalidSnapshotException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 4_999);
    }

    [Fact]
    public void Restore_NumbersThatAskForMore_TakesNoMoreMemoryThanIsThere()
    {
        using PipelineRun run = WithAll();
        byte[] saved = run.Save();
        for (int at = 0; at + sizeof(long) <= saved.Length; at += sizeof(long))
        {
            byte[] forged = [.. saved];
            BinaryPrimitives.WriteInt64LittleEndian(forged.AsSpan(at), int.MaxValue);
            long before = GC.GetAllocatedBytesForCurrentThread();
            using var other = new PipelineRun(All);
            try
            {
                other.Restore(forged);
            }
            catch (InvalidSnapshotException)
            {
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
    }

    [Fact]
    public void Restore_OtherOptions_GoesOnWithWhatIsOpen()
    {
        using PipelineRun run = WithAll();
        int open = run.Pipeline.OpenIncidents;
        int told = run.Changes.Count + run.Summaries.Count;

        run.Restore(run.Save(), new IncidentOptions());
        Assert.Equal((open, told), (run.Pipeline.OpenIncidents, run.Changes.Count + run.Summaries.Count));
        run.Advance(Noon + (100 * Hour));

        Assert.Equal(0, run.Pipeline.OpenIncidents);
        Assert.All(
            run.Alerts.GroupBy(static change => change.IncidentId),
            static incident => Assert.Equal(IncidentState.Resolve, incident.Last().State));
    }

    /// <summary>Two of a site are a group, more than two openings in ten minutes a storm, and a rule mutes what is quiet.</summary>
    private static IncidentOptions All => new()
    {
        OpenThreshold = 0.5,
        Groups = [new GroupDefinition("sites", new("^(.)/", AlertRule.PatternOptions), 2, TimeSpan.FromMinutes(5))],
        StormIncidents = 2,
        Rules = new RuleSet([new AlertRule { Name = "quiet", Match = new("^quiet"), Mute = new MuteSchedule { IsAlways = true } }], []),
    };

    /// <summary>With an incident that ended, one that is muted, one of a silent stream, a group's and a storm.</summary>
    private static PipelineRun WithAll()
    {
        var run = new PipelineRun(All);
        run.Exceed(Of("early", 0, Noon - (2 * Hour)));
        run.Exceed(Of("a/1", 1, Noon));
        run.Exceed(Of("quiet", 2, Noon + Second));
        run.Exceed(Of("a/2", 3, Noon + (2 * Second)));
        run.Exceed(Of("a/3", 4, Noon + (3 * Second)));
        run.Exceed(Of("pump", 5, Noon + (4 * Second)).AsSilence(Hour));
        run.Exceed(Of("boiler", 6, Noon + (5 * Second)));
        WindowsState state = run.Pipeline.Save();
        Assert.NotEmpty(state.Ended);
        Assert.Contains(state.Open, static incident => incident.IsSilent);
        Assert.Contains(state.Groups, static group => group.Incident is not null);
        Assert.NotNull(state.Storm.Storm);
        return run;
    }
}
