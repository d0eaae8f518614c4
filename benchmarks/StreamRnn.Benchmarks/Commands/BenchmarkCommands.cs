using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using BenchmarkDotNet.Running;
using StreamRnn.Benchmarks.Brokers;
using StreamRnn.Benchmarks.Latency;
using StreamRnn.Benchmarks.Plots;
using StreamRnn.Benchmarks.Targets;
using StreamRnn.Worker;
using StreamRnn.Worker.Commands;

namespace StreamRnn.Benchmarks.Commands;

/// <summary>The program's commands. What is no command is a part of the names of BenchmarkDotNet's benchmarks.</summary>
internal static class BenchmarkCommands
{
    private const string QuickDescription = "A fraction of the rounds and events: shows in a minute or two that all works; its figures say nothing.";

    private static readonly string[] Examples =
    [
        "./build.sh bench                                 everything, and a table of all targets; about a quarter of an hour",
        "./build.sh bench --plots docs/plots              the same, and draws the curves",
        "./build.sh bench --quick                         the same in little, to see that all works",
        "./build.sh bench peers                           one part: peers, lanes, memory, allocations, worker, latency or detection",
        "./build.sh bench worker                          on a broker of its own: ../shared/kafka, with Java",
        "./build.sh bench worker localhost:9092           on a broker that runs, 10,000,000 events of 70,000 streams",
        "./build.sh bench worker own 1000000 10000        fewer events and streams",
        "./build.sh bench latency --rate 500000           loads of at most half of 500,000 events a second",
        "./build.sh bench detection                       the detector's scores on the labelled series of ../shared/data",
        "./build.sh bench detection DATA                  the same on those of a folder with nab/ and aiops/",
        "./build.sh bench plots docs/plots                draws once more from the figures that stand there",
        "./build.sh bench kernels                         the kernels' times and shares of the peak, in some seconds",
        "./build.sh bench StreamTable                     BenchmarkDotNet's benchmarks whose name holds StreamTable",
        "./build.sh bench --list flat                     their names; whatever else begins with -- is BenchmarkDotNet's too",
    ];

    /// <summary>Runs a command line and gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RootCommand root = CreateRoot();
        if (arguments is [var first, ..] && !IsOurs(root, first))
        {
            return RunBenchmarks(first.StartsWith('-') ? arguments : ["--filter", $"*{first}*", .. arguments[1..]]);
        }

        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"bench: {error.Message}");
            }

            await Console.Error.WriteLineAsync("See ./build.sh bench --help.");
            return ExitCode.WrongUse;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure)
        {
            // The stack trace is the report: a benchmark that ends early has found something that nobody foresaw.
            await Console.Error.WriteLineAsync($"bench failed: {failure}");
            return ExitCode.Failed;
        }
    }

    private static bool IsOurs(RootCommand root, string word) =>
        root.Subcommands.Any(command => command.Name == word) || root.Options.Any(option => option.Name == word || option.Aliases.Contains(word));

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand("Measures StreamRnn: against its targets, other libraries and its own budgets.");
        var quick = new Option<bool>("--quick") { Description = QuickDescription };
        var plots = new Option<string?>("--plots") { Description = "A folder for the curves, as figures (CSV) and as plots (SVG).", HelpName = "DIR" };
        root.Options.Add(quick);
        root.Options.Add(plots);
        root.SetAction((parsed, _) => FullRun.RunAsync(parsed.GetValue(quick), parsed.GetValue(plots)));
        foreach (BenchmarkPart part in BenchmarkPart.All)
        {
            root.Subcommands.Add(CreatePart(part));
        }

        root.Subcommands.Add(CreateKernels());
        root.Subcommands.Add(CreatePlots());
        root.Subcommands.Add(CreateProduce());
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((HelpAction)help.Action!, new Dictionary<Command, string[]> { [root] = Examples });
        return root;
    }

    private static Command CreatePart(BenchmarkPart part)
    {
        var command = new Command(part.Name, part.Description);
        var quick = new Option<bool>("--quick") { Description = QuickDescription };
        var results = new Option<string?>("--results") { Hidden = true };
        var rate = new Option<double>("--rate") { Description = "Events a second of the worker at full speed, of which loads are at most half; measured first where it isn't given.", HelpName = "N" };
        var broker = new Argument<string>("BOOTSTRAP") { Description = "A broker that runs, HOST:PORT, or 'own' to start one.", DefaultValueFactory = _ => BenchmarkBroker.Own };
        var events = new Argument<int>("EVENTS") { DefaultValueFactory = _ => new PartSettings().Events, Description = "Events of the main load." };
        var streams = new Argument<int>("STREAMS") { DefaultValueFactory = _ => new PartSettings().Streams, Description = "Streams of the main load." };
        var data = new Argument<string>("DATA") { DefaultValueFactory = _ => new PartSettings().Data, Description = "A folder with labelled series: nab/ with data/ and labels/, and aiops/." };
        command.Options.Add(quick);
        command.Options.Add(results);
        if (part.Name is "worker" or "latency")
        {
            command.Arguments.Add(broker);
        }

        if (part.Name == "worker")
        {
            command.Arguments.Add(events);
            command.Arguments.Add(streams);
        }

        if (part.Name == "latency")
        {
            command.Options.Add(rate);
        }

        if (part.Name == "detection")
        {
            command.Arguments.Add(data);
        }

        command.SetAction(async (parsed, _) =>
        {
            bool isQuick = parsed.GetValue(quick);
            var settings = new PartSettings { Quick = isQuick };
            if (part.Name is "worker" or "latency")
            {
                settings = settings with { BootstrapServers = parsed.GetValue(broker)!, EventsPerSecond = parsed.GetValue(rate) };
            }

            if (part.Name == "worker")
            {
                int count = parsed.GetValue(events);
                settings = settings with { Events = isQuick ? count / 10 : count, Streams = parsed.GetValue(streams) };
            }

            if (part.Name == "detection")
            {
                settings = settings with { Data = parsed.GetValue(data)! };
            }

            var report = new Report(Console.Out);
            bool isSound = await part.Run(report, settings);
            if (parsed.GetValue(results) is { } file)
            {
                report.Results.Save(file);
            }

            return isSound ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Command CreateKernels()
    {
        var command = new Command("kernels", "The kernels' times and their shares of the peak, in some seconds.");
        command.SetAction(_ => Kernels.KernelTable.Print());
        return command;
    }

    private static Command CreatePlots()
    {
        var command = new Command("plots", "Draws the plots once more from the figures that stand in a folder.");
        var folder = new Argument<string>("DIR") { Description = "A folder that bench --plots has filled." };
        command.Arguments.Add(folder);
        command.SetAction(parsed => PlotFolder.Redraw(parsed.GetValue(folder)!) ? ExitCode.Done : ExitCode.Failed);
        return command;
    }

    /// <summary>The writing side of the latency's measurement, which needs a process of its own.</summary>
    private static Command CreateProduce()
    {
        var command = new Command("produce", "Writes the latency's load.") { Hidden = true };
        var words = new Argument<string[]>("WORDS");
        command.Arguments.Add(words);
        command.SetAction(parsed => PacedProducer.Run(parsed.GetValue(words)!));
        return command;
    }

    private static int RunBenchmarks(string[] arguments)
    {
        if (BenchmarkSwitcher.FromAssembly(typeof(BenchmarkCommands).Assembly).Run(arguments).Any() || arguments is ["--list" or "--info" or "--version", ..])
        {
            return ExitCode.Done;
        }

        Console.Error.WriteLine("bench: no part and no benchmark has such a name; ./build.sh bench --help lists the parts, ./build.sh bench --list flat the benchmarks.");
        return ExitCode.WrongUse;
    }
}
