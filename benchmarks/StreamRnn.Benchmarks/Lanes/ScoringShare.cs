using StreamRnn.Benchmarks.Targets;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>What scoring and calibration take of a lane's event: both sides see the same events, round by round.</summary>
internal static class ScoringShare
{
    private const int EventsPerRound = 50_176;

    /// <summary>Measures it; false where the event taken apart has another score than the lane's.</summary>
    public static bool Run(Report report, int rounds, LaneOptions lean)
    {
        using LaneLoad whole = new("whole event", lean, LaneLoad.HotStreams);
        using ScoringLoad scoring = new(lean);
        double clock = ScoringLoad.ClockNanoseconds();
        bool agrees = true;
        double[][] measured = PairedRounds.Measure(rounds, [() => whole.Run(EventsPerRound), RunScoring]);
        report.Line($"an event of {LaneLoad.HotStreams} streams {PairedRounds.Describe(measured[0])}; scoring and calibration of it {PairedRounds.Describe(measured[1])}");
        report.Measured(TargetCatalogue.ScoringShare, 100 * PairedRounds.MedianRatio(measured[1], measured[0]));
        if (!agrees)
        {
            Console.Error.WriteLine("lanes: an event taken apart has another score than the lane gives it: Lanes/ScoringLoad.cs must do what Lane does.");
        }

        return agrees;

        double RunScoring()
        {
            double nanoseconds = scoring.Run(EventsPerRound) - clock;
            agrees &= Agree(whole.Scored, scoring.Scored);
            return nanoseconds;
        }
    }

    /// <summary>Bit by bit: the same events have the same scores, whoever takes them in.</summary>
    private static bool Agree(ScoredBatch left, ScoredBatch right)
    {
        for (int i = 0; i < left.Capacity; i++)
        {
            if (Bits(left[i].RawScore) != Bits(right[i].RawScore) || Bits(left[i].Alarm) != Bits(right[i].Alarm) || Bits(left[i].Forecast[0]) != Bits(right[i].Forecast[0]))
            {
                return false;
            }
        }

        return left[0].EventCount > 0;

        static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
    }
}
