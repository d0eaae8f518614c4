using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spectre.Console;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Detect;
using StreamRnn.Worker.Evaluation;

namespace StreamRnn.Worker.Commands;

/// <summary><c>streamrnn evaluate</c>: the detector over labelled series, and what benchmarks say of it.</summary>
internal static class EvaluateCommand
{
    public static readonly string[] Examples =
    [
        "streamrnn evaluate --suite nab NAB --output evaluated --plots",
        "streamrnn evaluate --suite aiops kpis --seeds 5 --memory lean --fleet",
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
        var folder = new Argument<DirectoryInfo>("DIR")
        {
            Description = "nab: a folder with data/ and labels/combined_windows.json. aiops, files: a folder of CSV files, plain or .gz, whose last column, label or is_anomaly, is 1 in each row of an anomaly and 0 in all others.",
            CustomParser = argument => FolderOf(argument, "DIR"),
        };
        var suite = new Option<string>("--suite")
        {
            Description = "What is scored: nab, the Numenta Anomaly Benchmark's score; aiops, delay-7 F1; files, VUS-PR, AUC-PR and F1 of any series.",
            HelpName = "nab|aiops|files",
            Required = true,
            CustomParser = argument => OneOf(argument, "--suite", [.. Suites.Keys]),
        };
        var memory = new Option<string?>("--memory") { Description = "The streams' form of memory. Default: streams.memory, of which auto is rich here, as a stream alone has room for it.", HelpName = "lean|rich", CustomParser = argument => OneOf(argument, "--memory", ["lean", "rich"]) };
        var seeds = new Option<int>("--seeds") { Description = "Runs, each with another seed from model.seed on; figures are then means with their standard deviation.", HelpName = "N", DefaultValueFactory = _ => 1, CustomParser = ParseSeeds };
        var fleet = new Option<bool>("--fleet") { Description = "All series as streams of one lane that share its weights, in lean memory unless --memory says otherwise." };
        var ablation = new Option<bool>("--ablation") { Description = "Also without each part of the detector in turn." };
        var output = new Option<DirectoryInfo?>("--output", "-o") { Description = "Folder for evaluation.json, and for the plots.", HelpName = "DIR", CustomParser = argument => FolderOf(argument, "--output") };
        var plots = new Option<bool>("--plots") { Description = "Draw each series, with forecast band, scores, labels and incidents, into plots/ in the output folder; needs --output." };
        var flags = new ConfigurationFlags();
        var command = new Command("evaluate", "Run the detector over labelled series, exactly as detect does, and score it as published benchmarks do.");
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
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            WorkerOptions options = flags.Load(parsed).Options;
            bool isFleet = parsed.GetValue(fleet);
            var request = new EvaluationRequest
            {
                Ablations = parsed.GetValue(ablation) ? [Ablation.None, .. Ablation.All] : [Ablation.None],
                Lane = options.ToLaneOptions() with { Capacity = 1 },
                Setting = new EvaluationSetting
                {
                    Memory = MemoryOf(parsed.GetValue(memory), isFleet, options.Streams.Memory),
                    IsFleet = isFleet,
                    Seeds = parsed.GetValue(seeds),
                    FirstSeed = (ulong)options.Model.Seed,
                },
                Windows = options.ToIncidentOptions(),
                Output = parsed.GetValue(output),
                HasPlots = parsed.GetValue(plots),
            };
            return Task.FromResult(Run(() => Suites[parsed.GetRequiredValue(suite)](parsed.GetRequiredValue(folder)), request, parsed.InvocationConfiguration, cancellation));
        });
        return command;
    }

    private static int Run(Func<Suite> open, EvaluationRequest request, InvocationConfiguration streams, CancellationToken cancellation)
    {
        bool isTerminal = ReferenceEquals(streams.Output, Console.Out) && !Console.IsOutputRedirected;
        IAnsiConsole console = isTerminal ? AnsiConsole.Console : PlainConsole.On(streams.Output);
        IAnsiConsole told = EvaluationProgress.On(streams.Error);
        if (File.Exists(request.Output?.FullName))
        {
            throw new CommandFailedException(ExitCode.WrongUse, $"--output {request.Output}: is a file; name a folder");
        }

        try
        {
            request.Run(open(), told, new EvaluationTables(console, isTerminal ? TableBorder.Rounded : TableBorder.Ascii2), cancellation);
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
        catch (Exception exception) when (request.Output is not null && exception is (IOException or UnauthorizedAccessException))
        {
            throw new CommandFailedException(ExitCode.Failed, $"--output {request.Output}: can't be written: {exception.Message}", exception);
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
