using Spectre.Console;
using StreamRnn.Benchmarks.Targets;
using StreamRnn.Core.Streams;
using StreamRnn.Worker;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Detect;
using StreamRnn.Worker.Evaluation;

namespace StreamRnn.Benchmarks.Detection;

/// <summary>
/// The detector's scores by the rules of published benchmarks, through <c>streamrnn evaluate</c>: default configuration, mean of five seeds, and what is
/// said of AIOps is said of the half of its series on which nothing was tuned.
/// </summary>
internal static class DetectionScores
{
    private const int Seeds = 5;

    /// <summary>Measures every target for which <paramref name="data"/> has the series; a quick run takes one seed, and NAB alone. False where a series can't be read.</summary>
    public static bool Run(Report report, string data, bool quick)
    {
        var nab = new DirectoryInfo(Path.Combine(data, NabSuite.Key));
        var aiops = new DirectoryInfo(Path.Combine(data, AiopsSuite.Key));
        try
        {
            RunNab(report, nab, quick ? 1 : Seeds);
            RunAiops(report, aiops, quick);
            return TargetTable.Write(report.Writer, report.Results, TargetCatalogue.LeanNab.Part);
        }
        catch (BadInputException fault)
        {
            report.Line($"{fault.Message}");
            return false;
        }
    }

    private static void RunNab(Report report, DirectoryInfo folder, int seeds)
    {
        if (!folder.Exists)
        {
            LeaveOut(
                report, $"there is no {folder}; bench detection DATA names another folder",
                TargetCatalogue.RichNabStandard, TargetCatalogue.RichNabLowFalsePositives, TargetCatalogue.RichNabLowFalseNegatives, TargetCatalogue.RichNabFrozen,
                TargetCatalogue.RichNabVolume, TargetCatalogue.CommonNab, TargetCatalogue.LeanNab);
            return;
        }

        NabSuite suite = NabSuite.Open(folder);
        ScoreSummary rich = Measure(report, suite, StreamMemory.Rich, isFleet: false, seeds);
        report.Measured(TargetCatalogue.RichNabStandard, rich[SeriesScope.All, FigureName.NabStandard]);
        report.Measured(TargetCatalogue.RichNabLowFalsePositives, rich[SeriesScope.All, FigureName.NabLowFalsePositives]);
        report.Measured(TargetCatalogue.RichNabLowFalseNegatives, rich[SeriesScope.All, FigureName.NabLowFalseNegatives]);
        report.Measured(TargetCatalogue.RichNabFrozen, rich[SeriesScope.Judge, FigureName.NabStandard] - rich[SeriesScope.Judge, FigureName.NabFrozen]);
        report.Measured(TargetCatalogue.RichNabVolume, rich[SeriesScope.All, FigureName.VusPr]);
        report.Measured(TargetCatalogue.CommonNab, rich[SeriesScope.All, FigureName.NabCommon]);
        ScoreSummary lean = Measure(report, suite, StreamMemory.Lean, isFleet: true, seeds);
        report.Measured(TargetCatalogue.LeanNab, lean[SeriesScope.All, FigureName.NabStandard]);
    }

    private static void RunAiops(Report report, DirectoryInfo folder, bool quick)
    {
        if (quick || !folder.Exists)
        {
            LeaveOut(
                report, quick ? "a quick run" : $"there is no {folder}; bench detection DATA names another folder",
                TargetCatalogue.RichAiops, TargetCatalogue.RichAiopsFrozen, TargetCatalogue.CommonAiops, TargetCatalogue.LeanAiops, TargetCatalogue.LeanAiopsFrozen);
            return;
        }

        AiopsSuite suite = AiopsSuite.Open(folder);
        ScoreSummary rich = Measure(report, suite, StreamMemory.Rich, isFleet: false, Seeds);
        report.Measured(TargetCatalogue.RichAiops, rich[SeriesScope.Judge, FigureName.DelayEvent]);
        report.Measured(TargetCatalogue.RichAiopsFrozen, rich[SeriesScope.Judge, FigureName.DelayEventFrozen]);
        report.Measured(TargetCatalogue.CommonAiops, rich[SeriesScope.Judge, FigureName.DelayEventCommon]);
        ScoreSummary lean = Measure(report, suite, StreamMemory.Lean, isFleet: true, Seeds);
        report.Measured(TargetCatalogue.LeanAiops, lean[SeriesScope.Judge, FigureName.DelayEvent]);
        report.Measured(TargetCatalogue.LeanAiopsFrozen, lean[SeriesScope.Judge, FigureName.DelayEventFrozen]);
    }

    private static ScoreSummary Measure(Report report, Suite suite, StreamMemory memory, bool isFleet, int seeds)
    {
        var options = new WorkerOptions();
        var request = new EvaluationRequest
        {
            Setting = new EvaluationSetting { Memory = memory, IsFleet = isFleet, Seeds = seeds, FirstSeed = (ulong)options.Model.Seed },
            Lane = options.ToLaneOptions(),
            Windows = options.ToIncidentOptions(),
        };
        ScoreSummary summary = request.Summarise(suite, Ablation.None, EvaluationProgress.On(Console.Error), plots: null, CancellationToken.None);
        report.Line($"{suite.Name}, {(isFleet ? "lean fleet" : "rich")}, {(seeds == 1 ? "one seed" : $"{seeds} seeds")}:");
        new EvaluationTables(PlainConsole.On(report.Writer), TableBorder.Ascii2).WriteTotals(summary);
        return summary;
    }

    private static void LeaveOut(Report report, string why, params Target[] targets)
    {
        foreach (Target target in targets)
        {
            report.LeftOut(target, why);
        }
    }
}
