using StreamRnn.Benchmarks.Lanes;
using StreamRnn.Benchmarks.Targets;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Memory;

/// <summary>The benchmark <c>memory</c>: what a lane of a million streams takes of the process's resident memory, beside the estimate.</summary>
internal static class MemoryUse
{
    private const int Million = 1_000_000;

    public static bool Run(Report report, bool quick)
    {
        int streams = quick ? Million / 10 : Million;
        LaneOptions options = new() { Capacity = streams, Memory = StreamMemory.Lean, HiddenUnits = 32, SilenceIntervals = 10 };
        LaneLoad.Exercise(options with { Capacity = LaneLoad.HotStreams });
        long before = Resident();
        using var load = new LaneLoad("a full lane", options, streams);
        load.Run(streams);
        double taken = Resident() - before;
        double estimated = MemoryEstimate.Of(options, EventSource.BatchLength).Total;
        report.Line($"{streams:N0} streams, H = 32, one feature: {taken / streams:N1} bytes a stream resident, {estimated / streams:N1} estimated");
        report.Measured(TargetCatalogue.BytesPerStream, taken / streams);
        report.Measured(TargetCatalogue.EstimateError, 100 * Math.Abs((estimated / taken) - 1));
        return true;
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }
}
