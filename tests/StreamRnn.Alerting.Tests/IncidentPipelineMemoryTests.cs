using System.Runtime.CompilerServices;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

/// <summary>What the windows allocate and hold.</summary>
public sealed class IncidentPipelineMemoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Advance_NothingDue_AllocatesNothing(bool incidentOpen)
    {
        using var run = new PipelineRun();
        run.Advance(Noon);
        if (incidentOpen)
        {
            run.Exceed(Of("pump", 0, Noon));
        }

        // A million events in all, within the quiet span.
        const int Events = 200_000;
        Assert.Equal(0, Allocations.OfEachRound(round =>
        {
            for (int i = 0; i < Events; i++)
            {
                run.Pipeline.Advance(Noon + round * Events + i);
            }
        }));
    }

    [Fact]
    public void Advance_IncidentsResolved_ReleasesAllThatTheyHeld()
    {
        using var pipeline = new IncidentPipeline(PipelineRun.Defaults, static _ => { });

        WeakReference[] held = PushAndForget(pipeline, streams: 2000);
        Assert.Equal(2000, pipeline.OpenIncidents);
        pipeline.Advance(Noon + 10 * Hour);
        // One more window, so that no field of an operator still shows the last element.
        pipeline.Push(Of("after", long.MaxValue, Noon + 10 * Hour));
        GC.Collect();

        Assert.Equal(1, pipeline.OpenIncidents);
        Assert.Equal(0, held.Count(reference => reference.IsAlive));
    }

    [Fact]
    public void Push_OneIncidentWithManyExceedances_HoldsAFewOfThem()
    {
        using var pipeline = new IncidentPipeline(PipelineRun.Defaults with { Quiet = TimeSpan.FromDays(30) }, static _ => { });

        WeakReference[] held = PushAndForget(pipeline, streams: 1, exceedancesPerStream: 5000);
        GC.Collect();

        // The opening and the last, and what the operators still show of the last.
        Assert.InRange(held.Count(reference => reference.IsAlive), 1, 4);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] PushAndForget(IncidentPipeline pipeline, int streams, int exceedancesPerStream = 1)
    {
        var held = new List<WeakReference>();
        for (int round = 0; round < exceedancesPerStream; round++)
        {
            pipeline.Advance(Noon + round);
            for (int stream = 0; stream < streams; stream++)
            {
                Exceedance exceedance = Of($"stream {stream}", held.Count, Noon + round);
                held.Add(new WeakReference(exceedance));
                pipeline.Push(exceedance);
            }
        }

        return [.. held];
    }
}
