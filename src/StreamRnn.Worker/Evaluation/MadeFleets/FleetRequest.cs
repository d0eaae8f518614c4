using Spectre.Console;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Fleet;

namespace StreamRnn.Worker.Evaluation.MadeFleets;

/// <summary>An evaluation on made fleets, from the first reading to the last table.</summary>
internal sealed record FleetRequest
{
    /// <summary>As <c>--suite</c> names it.</summary>
    public const string Key = "fleet";

    /// <summary>How it is run.</summary>
    public required EvaluationSetting Setting { get; init; }

    /// <summary>The first seed's fleet.</summary>
    public required FleetOptions Fleet { get; init; }

    /// <summary>The detector; memory and seed are the setting's.</summary>
    public required LaneOptions Lane { get; init; }

    /// <summary>The windows of incidents.</summary>
    public required IncidentOptions Windows { get; init; }

    /// <summary>A folder for what is to be kept; null keeps nothing.</summary>
    public DirectoryInfo? Output { get; init; }

    /// <summary>Runs it, shows on <paramref name="told"/> how it comes along, and writes its tables and files.</summary>
    public void Run(IAnsiConsole told, EvaluationTables tables, CancellationToken cancellationToken)
    {
        Output?.Create();
        using FleetListing? listing = Output is null ? null : new FleetListing(Output);
        IReadOnlyList<SeedTable> figures = Summarise(told, listing, cancellationToken);
        tables.Write(figures);
        if (Output is not null)
        {
            using FileStream file = File.Create(Path.Combine(Output.ToString(), EvaluationJson.FileName));
            FleetJson.Write(file, Setting, Fleet, figures);
        }
    }

    /// <summary>Runs a fleet a seed and gives all figures over them.</summary>
    public IReadOnlyList<SeedTable> Summarise(IAnsiConsole told, FleetListing? listing, CancellationToken cancellationToken) =>
        EvaluationProgress.Show(told, Key, StreamsToWatch() * Setting.Seeds, progress =>
        {
            var runs = new List<IReadOnlyList<FigureTable>>();
            for (int seed = 0; seed < Setting.Seeds; seed++)
            {
                FleetOptions fleet = Fleet with { Seed = Fleet.Seed + (ulong)seed };
                LaneOptions lane = Lane with { Memory = Setting.Memory, Seed = Setting.FirstSeed + (ulong)seed };
                (IReadOnlyList<StreamRecord> streams, IReadOnlyList<StreamRecord?> twins) = new FleetRun(fleet, lane, Windows, progress).Run(Setting.IsFleet, cancellationToken);
                var scorer = new FleetScorer(fleet, Windows, streams, twins);
                listing?.Write(fleet, scorer);
                runs.Add(scorer.Tables());
            }

            return FigureTable.OverSeeds(runs);
        });

    /// <summary>Streams of the first fleet with their twins; those of later ones have about as many.</summary>
    private int StreamsToWatch() => Setting.IsFleet
        ? 2 * Fleet.Streams
        : Fleet.Streams + Enumerable.Range(0, Fleet.Streams).Count(index => new MadeStream(Fleet, index).Disturbance is not null);
}
