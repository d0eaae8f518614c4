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
        using var run = new PipelineRun();
        run.Exceed(Of("pump", 0, Noon));
        run.Exceed(Of("boiler", 1, Noon + Second));
        byte[] saved = run.Save();
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] forged = [.. saved];
            random.NextBytes(forged.AsSpan(random.Next(forged.Length - 8), random.Next(1, 9)));
            using var other = new PipelineRun();
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
}
