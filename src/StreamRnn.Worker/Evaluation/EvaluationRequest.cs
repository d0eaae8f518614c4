using Spectre.Console;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Evaluation;

/// <summary>One evaluation from the first row to the last table.</summary>
internal sealed record EvaluationRequest
{
    /// <summary>How it is run.</summary>
    public required EvaluationSetting Setting { get; init; }

    /// <summary>The detector; memory and seed are the setting's.</summary>
    public required LaneOptions Lane { get; init; }

    /// <summary>The windows of incidents.</summary>
    public required IncidentOptions Windows { get; init; }

    /// <summary>What is taken out, run by run; the first takes out nothing.</summary>
    public IReadOnlyList<Ablation> Ablations { get; init; } = [Ablation.None];

    /// <summary>A folder for what is to be kept; null keeps nothing.</summary>
    public DirectoryInfo? Output { get; init; }

    /// <summary>Whether the series are drawn there.</summary>
    public bool HasPlots { get; init; }

    /// <summary>Runs it over a suite, shows on <paramref name="told"/> how it comes along, and writes its tables and files.</summary>
    /// <exception cref="Detect.BadInputException">A series can't be read.</exception>
    public void Run(Suite suite, IAnsiConsole told, EvaluationTables tables, CancellationToken cancellationToken)
    {
        Output?.Create();
        SuitePlots? plots = HasPlots ? new SuitePlots(suite, new DirectoryInfo(Path.Combine(Output!.ToString(), "plots"))) : null;
        (Ablation Ablation, ScoreSummary Summary)[] results = [.. Ablations.Select(ablation => (ablation, Summarise(suite, ablation, told, ablation == Ablation.None ? plots : null, cancellationToken)))];
        tables.Write(results[0].Summary);
        if (results.Length > 1)
        {
            tables.Write(results);
        }

        if (Output is not null)
        {
            using FileStream file = File.Create(Path.Combine(Output.ToString(), EvaluationJson.FileName));
            EvaluationJson.Write(file, Setting, results);
        }
    }

    /// <summary>Runs the detector without a part over a suite.</summary>
    public ScoreSummary Summarise(Suite suite, Ablation ablation, IAnsiConsole told, SuitePlots? plots, CancellationToken cancellationToken)
    {
        LaneOptions lane = ablation.Apply(Lane with { Memory = Setting.Memory, Seed = Setting.FirstSeed });
        string title = ablation == Ablation.None ? suite.Name : $"{suite.Name} without {ablation.Name}";
        return EvaluationProgress.Show(told, title, suite.Series.Count * Setting.Seeds, progress =>
            new ScoreSummary(suite, new EvaluationRunner(suite, Windows, progress, plots is null ? null : plots.Draw).Run(lane, Setting.Seeds, Setting.IsFleet, cancellationToken)));
    }
}

/// <summary>How an evaluation is run.</summary>
internal sealed record EvaluationSetting
{
    /// <summary>Lean or rich.</summary>
    public required StreamMemory Memory { get; init; }

    /// <summary>Whether all series are streams of one lane.</summary>
    public bool IsFleet { get; init; }

    /// <summary>Runs, each with the next seed.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>The first run's seed.</summary>
    public ulong FirstSeed { get; init; } = 1;
}
