using System.Globalization;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>What an event costs a lane, in both memories, one by one and in batches, with few streams and with a million; interleaved, so that a busy machine slows all alike.</summary>
internal static class LaneTable
{
    private const int Rounds = 15;
    private const int EventsPerRound = 50_000;
    private const int RichEventsPerRound = 2_000;
    private const double MostForAMillion = 1.15;
    private const double MostForTraining = 0.05;

    public static int Print()
    {
        LaneOptions lean = new() { Memory = StreamMemory.Lean, HiddenUnits = 32, Learn = false };
        using LaneLoad oneByOne = new("lean, 1,000 streams, one by one", lean, 1000, batched: false);
        using LaneLoad batched = new("lean, 1,000 streams, batches", lean, 1000, batched: true);
        using LaneLoad learning = new("lean, 100,000 streams, batches, learning", lean with { Learn = true }, 100_000, batched: true);
        using LaneLoad notLearning = new("lean, 100,000 streams, batches", lean, 100_000, batched: true);
        using LaneLoad millionOneByOne = new("lean, 1,000,000 streams, one by one", lean, 1_000_000, batched: false);
        using LaneLoad million = new("lean, 1,000,000 streams, batches", lean, 1_000_000, batched: true);
        using LaneLoad rich = new("rich, 100 streams, learning", new LaneOptions { Memory = StreamMemory.Rich, HiddenUnits = 16 }, 100, batched: false);
        LaneLoad[] loads = [oneByOne, batched, notLearning, learning, millionOneByOne, million, rich];

        double[][] rounds = [.. loads.Select(_ => new double[Rounds])];
        for (int round = -2; round < Rounds; round++)
        {
            for (int i = 0; i < loads.Length; i++)
            {
                double nanoseconds = loads[i].Run(loads[i] == rich ? RichEventsPerRound : EventsPerRound);
                if (round >= 0)
                {
                    rounds[i][round] = nanoseconds;
                }
            }
        }

        for (int i = 0; i < loads.Length; i++)
        {
            Print($"{loads[i].Name,-42} {Median(rounds[i]),9:F0} ns an event ({rounds[i].Min():F0} to {rounds[i].Max():F0})");
        }

        Report("a million streams against a thousand, in batches, at most", MostForAMillion, Ratio(million, batched));
        Report("learning's share of a lane's time, a fleet, at most", MostForTraining, 1 - Total(notLearning) / Total(learning));
        return 0;

        // A fleet takes an optimiser step in every 32,768 events: the sum has them all, a median none.
        double Total(LaneLoad load) => rounds[Array.IndexOf(loads, load)].Sum();

        double Ratio(LaneLoad numerator, LaneLoad denominator)
        {
            double[] above = rounds[Array.IndexOf(loads, numerator)];
            double[] below = rounds[Array.IndexOf(loads, denominator)];
            return Median([.. above.Zip(below, (a, b) => a / b)]);
        }
    }

    private static double Median(double[] sample) => sample.Order().ElementAt(sample.Length / 2);

    private static void Report(string target, double most, double measured) =>
        Print($"target {target} {most:F2}: {(measured <= most ? "met" : "short")} at {measured:F2}");

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
