using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spectre.Console;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Detect;
using StreamRnn.Worker.Evaluation;
using StreamRnn.Worker.Evaluation.MadeFleets;

namespace StreamRnn.Worker.Commands;

/// <summary><c>streamrnn evaluate</c>: the detector over labelled series, and what benchmarks say of it.</summary>
internal static class EvaluateCommand
{
    public static readonly string[] Examples =
    [
        "streamrnn evaluate --suite nab NAB --output evaluated --plots",
        "streamrnn evaluate --suite aiops kpis --seeds 5 --memory lean --fleet",
        "streamrnn evaluate --suite fleet --seeds 3 --memory lean --fleet",
        "streamrnn evaluate --suite files my-series --config streamrnn.yaml --ablation",
    ];

    private const int MaxSeeds = 100;

    private static readonly Dictionary<string, Func<DirectoryInfo, Suite>> Suites = new(StringComparer.Ordinal)
    {
        [NabSuite.Key] = NabSuite.Open,
        [AiopsSuite.Key] = AiopsSuite.Open,
        [LabelledFilesSuite.Key] = LabelledFilesSuite.Open,
    };

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo?>("DIR")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "fleet: none. nab: a folder with data/ and labels/combined_windows.json. aiops, files: a folder of CSV files, plain or .gz, whose last column, label or is_anomaly, is 1 in each row of an anomaly and 0 in all others.",
            CustomParser = argument => FolderOf(argument, "DIR"),
        };
        var suite = new Option<string>("--suite")
        {
            Description = "What is scored: nab, the Numenta Anomaly Benchmark's score; aiops, delay-7 F1; files, VUS-PR, AUC-PR and F1 of any series; fleet, what a pager would get of a made fleet, kind by kind of anomaly.",
            HelpName = "nab|aiops|files|fleet",
            Required = true,
            CustomParser = argument => OneOf(argument, "--suite", [.. Suites.Keys, FleetRequest.Key]),
        };
        var memory = new Option<string?>("--memory") { Description = "The streams' form of memory. Default: streams.memory, of which auto is rich here, as a stream alone has room for it.", HelpName = "lean|rich", CustomParser = argument => OneOf(argument, "--memory", ["lean", "rich"]) };
        var seeds = new Option<int>("--seeds") { Description = "Runs, each with another seed from model.seed on; figures are then means with their standard deviation. A made fleet, too, has another seed in each.", HelpName = "N", DefaultValueFactory = _ => 1, CustomParser = ParseSeeds };
        var fleet = new Option<bool>("--fleet") { Description = "All series as streams of one lane that share its weights, in lean memory unless --memory says otherwise." };
        var ablation = new Option<bool>("--ablation") { Description = "Also without each part of the detector in turn." };
        var output = new Option<DirectoryInfo?>("--output", "-o") { Description = "Folder for evaluation.json, for the plots, and of a made fleet for all anomalies and incidents.", HelpName = "DIR", CustomParser = argument => FolderOf(argument, "--output") };
        var plots = new Option<bool>("--plots") { Description = "Draw each series, with forecast band, scores, labels and incidents, into plots/ in the output folder; needs --output." };
        var made = new FleetFlags();
        var flags = new ConfigurationFlags();
        var command = new Command("evaluate", "Run the detector over labelled or made series, exactly as detect does, and score it as published benchmarks do, and as a pager would.");
        command.Arguments.Add(folder);
        foreach (Option option in (Option[])[suite, memory, seeds, fleet, ablation, output, plots])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(plots) && result.GetResult(output) is null)
            {
                result.AddError("--plots: say with --output DIR into which folder.");
            }
        });
        made.AddTo(command);
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            string named = parsed.GetRequiredValue(suite);
            if (WrongFor(named, parsed, parsed.GetValue(folder) is not null, made, plots, ablation) is { } wrong)
            {
                throw new CommandFailedException(ExitCode.WrongUse, wrong);
            }

            WorkerOptions options = flags.Load(parsed).Options;
            bool isFleet = parsed.GetValue(fleet);
            var setting = new EvaluationSetting
            {
                Memory = MemoryOf(parsed.GetValue(memory), isFleet, options.Streams.Memory),
                IsFleet = isFleet,
                Seeds = parsed.GetValue(seeds),
                FirstSeed = (ulong)options.Model.Seed,
            };
            LaneOptions lane = options.ToLaneOptions() with { Capacity = 1 };
            DirectoryInfo? kept = parsed.GetValue(output);
            Action<IAnsiConsole, EvaluationTables> run;
            if (named == FleetRequest.Key)
            {
                var request = new FleetRequest
                {
                    Fleet = made.Of(parsed),
                    Lane = lane.MissingStreams(options),
                    Setting = setting,
                    Windows = options.ToIncidentOptions(),
                    Output = kept,
                };
                run = (told, tables) => request.Run(told, tables, cancellation);
            }
            else
            {
                var request = new EvaluationRequest
                {
                    Ablations = parsed.GetValue(ablation) ? [Ablation.None, .. Ablation.All] : [Ablation.None],
                    Lane = lane,
                    Setting = setting,
                    Windows = options.ToIncidentOptions(),
                    Output = kept,
                    HasPlots = parsed.GetValue(plots),
                };
                run = (told, tables) => request.Run(Suites[named](parsed.GetValue(folder)!), told, tables, cancellation);
            }

            return Task.FromResult(Run(run, kept, parsed.InvocationConfiguration));
        });
        return command;
    }

    /// <summary>What a suite has no use for, or lacks; null where all is right.</summary>
    private static string? WrongFor(string suite, ParseResult parsed, bool hasFolder, FleetFlags made, Option<bool> plots, Option<bool> ablation) => suite switch
    {
        FleetRequest.Key when hasFolder => "DIR: --suite fleet makes its own streams; leave the folder out",
        FleetRequest.Key when parsed.GetValue(plots) => "--plots: --suite fleet draws nothing",
        FleetRequest.Key when parsed.GetValue(ablation) => "--ablation: --suite fleet runs the whole detector only",
        FleetRequest.Key => null,
        _ when !hasFolder => $"DIR: --suite {suite} needs a folder of series",
        _ => made.FirstSet(parsed) is { } flag ? $"{flag.Name}: is for --suite fleet alone" : null,
    };

    private static int Run(Action<IAnsiConsole, EvaluationTables> run, DirectoryInfo? output, InvocationConfiguration streams)
    {
        bool isTerminal = ReferenceEquals(streams.Output, Console.Out) && !Console.IsOutputRedirected;
        IAnsiConsole console = isTerminal ? AnsiConsole.Console : PlainConsole.On(streams.Output);
        IAnsiConsole told = EvaluationProgress.On(streams.Error);
        if (File.Exists(output?.FullName))
        {
            throw new CommandFailedException(ExitCode.WrongUse, $"--output {output}: is a file; name a folder");
        }

        try
        {
            run(told, new EvaluationTables(console, isTerminal ? TableBorder.Rounded : TableBorder.Ascii2));
            return ExitCode.Done;
        }
        catch (BadInputException exception)
        {
            streams.Error.WriteLine(exception.Message);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            streams.Error.WriteLine("stopped before the last series was done");
            return ExitCode.Failed;
        }
        catch (Exception exception) when (output is not null && exception is (IOException or UnauthorizedAccessException))
        {
            throw new CommandFailedException(ExitCode.Failed, $"--output {output}: can't be written: {exception.Message}", exception);
        }
    }

    /// <summary>A fleet is lean unless it is told otherwise; a stream alone has room for rich memory.</summary>
    private static StreamMemory MemoryOf(string? flag, bool isFleet, StreamMemory configured) => flag switch
    {
        "lean" => StreamMemory.Lean,
        "rich" => StreamMemory.Rich,
        _ when isFleet => StreamMemory.Lean,
        _ => configured == StreamMemory.Lean ? StreamMemory.Lean : StreamMemory.Rich,
    };

    private static string? OneOf(ArgumentResult argument, string name, string[] words)
    {
        string word = argument.Tokens[0].Value;
        if (words.Contains(word, StringComparer.Ordinal))
        {
            return word;
        }

        argument.AddError($"{name}: '{word}' is not one of {string.Join(", ", words)}.");
        return null;
    }

    private static int ParseSeeds(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seeds) && seeds is >= 1 and <= MaxSeeds)
        {
            return seeds;
        }

        argument.AddError($"--seeds: '{text}' is not a number of runs from 1 to {MaxSeeds}.");
        return 1;
    }

    private static DirectoryInfo? FolderOf(ArgumentResult argument, string name)
    {
        if (argument.Tokens[0].Value is { Length: > 0 } folder)
        {
            return new DirectoryInfo(folder);
        }

        argument.AddError($"{name}: '' names no folder.");
        return null;
    }
}
