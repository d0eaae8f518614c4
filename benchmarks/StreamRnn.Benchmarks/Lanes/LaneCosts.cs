using StreamRnn.Benchmarks.Peers;
using StreamRnn.Benchmarks.Targets;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>
/// The benchmark <c>lanes</c>: what an event costs a lane with few streams and with a million, and the shares of it that scoring and
/// training take. Rounds are interleaved and ratios taken round by round, so that a busy machine slows both sides alike.
/// </summary>
internal static class LaneCosts
{
    public const string Plot = "lane-rate";

    private const int EventsPerRound = 50_176;
    private const int RichEventsPerRound = 2_048;
    private const int Million = 1_000_000;

    /// <summary>Runs it; false where the parts of an event don't give the event's scores.</summary>
    public static bool Run(Report report, bool quick)
    {
        int rounds = quick ? 3 : 25;
        int maxStreams = quick ? Million / 10 : Million;
        LaneOptions lean = new() { Memory = StreamMemory.Lean, HiddenUnits = 32, Learn = false, SilenceIntervals = 10 };
        MeasureSteps(report, rounds, maxStreams);
        MeasureEvents(report, rounds, maxStreams, lean);
        bool agrees = ScoringShare.Run(report, rounds, lean);
        TrainingShare.Run(report, quick, lean);
        return agrees;
    }

    private static void MeasureSteps(Report report, int rounds, int maxStreams)
    {
        using StepLoad hot = new(LaneLoad.HotStreams);
        using StepLoad many = new(maxStreams);
        double[][] steps = PairedRounds.Measure(rounds, [() => hot.Run(EventsPerRound), () => many.Run(EventsPerRound)]);
        report.Line($"the network's step over a table's rows, H = 32: {LaneLoad.HotStreams} streams {PairedRounds.Describe(steps[0])}, {maxStreams:N0} streams {PairedRounds.Describe(steps[1])}");
        report.Measured(TargetCatalogue.MillionSteps, PairedRounds.MedianRatio(steps[1], steps[0]));
    }

    private static void MeasureEvents(Report report, int rounds, int maxStreams, LaneOptions lean)
    {
        LaneLoad[] loads =
        [
            .. new[] { LaneLoad.HotStreams, 1_000, 10_000, 100_000, maxStreams }.Distinct().Select(streams => new LaneLoad($"lean, {streams:N0} streams, batches", lean, streams)),
            new LaneLoad("lean, 1,000 streams, one by one", lean, 1_000, batched: false),
            new LaneLoad("rich (H = 16), 100 streams, learning", new LaneOptions { Memory = StreamMemory.Rich, HiddenUnits = 16 }, 100, batched: false),
        ];
        try
        {
            double[][] events = PairedRounds.Measure(rounds, [.. loads.Select<LaneLoad, Func<double>>((load, i) => () => load.Run(i == loads.Length - 1 ? RichEventsPerRound : EventsPerRound))]);
            var lines = new List<string[]> { new[] { "a lane's event", "median (min to max)" } };
            for (int i = 0; i < loads.Length; i++)
            {
                lines.Add([loads[i].Name, PairedRounds.Describe(events[i])]);
                if (i < loads.Length - 2)
                {
                    report.Point(Plot, "whole event, H = 32", loads[i].Streams, 1e3 / PairedRounds.Median(events[i]));
                }
            }

            MarkdownTable.Write(Console.Out, lines);
            int million = Array.FindIndex(loads, load => load.Streams == maxStreams);
            report.Measured(TargetCatalogue.MillionEvents, PairedRounds.MedianRatio(events[million], events[0]));
        }
        finally
        {
            Array.ForEach(loads, load => load.Dispose());
        }
    }
}
