using StreamRnn.Benchmarks.Targets;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>
/// What learning takes of a lane's time. Two lanes get the same events in turn, one learns, one doesn't, until a fixed number of
/// optimiser steps has fallen. The rounds without a step give what following streams costs, those with one what a step costs; a step is then
/// spread over as many events as really lay between two.
/// </summary>
/// <remarks>
/// Medians of both kinds of rounds, because the mean of a difference that small drowns in what else the machine does. A step falls once 16
/// slots, which a fleet recruits one in as many events as it has streams, have each seen 32 events of their stream: some 48 events a stream
/// after the last, and not before min(32 × streams, 32,768) events. So the smallest fleet has the largest share.
/// </remarks>
internal static class TrainingShare
{
    private const int EventsPerRound = 1024;

    /// <summary>Fleet sizes, with the optimiser steps that are waited for.</summary>
    private static readonly (int Streams, int Steps)[] Fleets = [(1_000, 30), (10_000, 5)];

    public static void Run(Report report, bool quick, LaneOptions lean)
    {
        double max = 0;
        foreach ((int streams, int steps) in quick ? Fleets[..1] : Fleets)
        {
            double share = Measure(report, streams, quick ? 3 : steps, lean);
            max = Math.Max(max, share);
        }

        report.Measured(TargetCatalogue.TrainingShare, 100 * max);
    }

    private static double Measure(Report report, int streams, int steps, LaneOptions lean)
    {
        using LaneLoad frozen = new("frozen", lean, streams);
        using LaneLoad learning = new("learning", lean with { Learn = true }, streams);
        var frozenRounds = new List<double>();
        var followed = new List<double>();
        var stepped = new List<double>();
        PairedRounds.Measure(10, [() => frozen.Run(EventsPerRound * 10), () => learning.Run(EventsPerRound * 10)]);
        long first = learning.TrainingSteps;
        for (long taken = first; taken < first + steps;)
        {
            double without = frozen.Run(EventsPerRound);
            double with = learning.Run(EventsPerRound);
            frozenRounds.Add(without);
            (learning.TrainingSteps > taken ? stepped : followed).Add(with - without);
            taken = learning.TrainingSteps;
        }

        long events = (long)EventsPerRound * frozenRounds.Count;
        double interval = (double)events / steps;
        double following = Math.Max(0, PairedRounds.Median(followed));
        double step = Math.Max(0, PairedRounds.Median(stepped) - following) * EventsPerRound;
        double learnt = following + (step / interval);
        double share = learnt / (PairedRounds.Median(frozenRounds) + learnt);
        report.Line($"learning, {streams:N0} streams: {steps} steps in {events:N0} events, a step {step / 1e3:N0} µs, following streams {following:N1} ns an event: {share:P1} of the lane's time");
        return share;
    }
}
