using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using StreamRnn.Worker.Configuration.Loading;
using StreamRnn.Worker.Demo;

namespace StreamRnn.Worker.Commands;

/// <summary>The program's commands, and the one place where what went wrong becomes a line on standard error and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>What a command may take to end after SIGINT or SIGTERM. The worker's host handles signals itself, so that its stop loses nothing.</summary>
    private static readonly TimeSpan SignalPatience = TimeSpan.FromSeconds(2);

    /// <summary>Runs a command line and gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        ParseResult parsed = CreateRoot().Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is null or ParseErrorAction)
        {
            foreach (string problem in Problems(parsed))
            {
                await error.WriteLineAsync(problem).ConfigureAwait(false);
            }

            await error.WriteLineAsync($"See `{PathOf(parsed.CommandResult.Command)} --help`.").ConfigureAwait(false);
            return ExitCode.WrongUse;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = parsed.CommandResult.Command.Name == RunCommand.Name ? null : SignalPatience,
                Output = output,
                Error = error,
            }).ConfigureAwait(false);
        }
        catch (InvalidConfigurationException invalid)
        {
            await error.WriteLineAsync(invalid.Message).ConfigureAwait(false);
            return ExitCode.WrongUse;
        }
        catch (CommandFailedException failed)
        {
            await error.WriteLineAsync(failed.Message).ConfigureAwait(false);
            return failed.ExitCode;
        }
        catch (Exception unexpected)
        {
            // What nobody foresaw is ours to mend: its stack trace is the report.
            await error.WriteLineAsync($"streamrnn failed unexpectedly: {unexpected}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand("Tells in milliseconds when a stream of sensor readings stops behaving as it always has.");
        Command run = RunCommand.Create();
        Command demo = DemoCommand.Create();
        Command detect = DetectCommand.Create();
        Command evaluate = EvaluateCommand.Create();
        Command generate = GenerateCommand.Create();
        Command estimate = EstimateCommand.Create();
        Command validate = ValidateCommand.Create();
        root.Subcommands.Add(run);
        root.Subcommands.Add(demo);
        root.Subcommands.Add(detect);
        root.Subcommands.Add(evaluate);
        root.Subcommands.Add(generate);
        root.Subcommands.Add(estimate);
        root.Subcommands.Add(validate);
        var examples = new Dictionary<Command, string[]>
        {
            [root] = [DemoCommand.Examples[0], RunCommand.Examples[0], DetectCommand.Examples[0], EvaluateCommand.Examples[0], GenerateCommand.Examples[0], EstimateCommand.Examples[0], ValidateCommand.Examples[0]],
            [run] = RunCommand.Examples,
            [demo] = DemoCommand.Examples,
            [detect] = DetectCommand.Examples,
            [evaluate] = EvaluateCommand.Examples,
            [generate] = GenerateCommand.Examples,
            [estimate] = EstimateCommand.Examples,
            [validate] = ValidateCommand.Examples,
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((HelpAction)help.Action!, examples);
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion();
        return root;
    }

    /// <summary>A mistyped command is said as such; that a command is missing follows from it and is left out.</summary>
    private static IEnumerable<string> Problems(ParseResult parsed) => parsed.UnmatchedTokens.Count > 0
        ? parsed.UnmatchedTokens.Select(token => $"'{token}' is not a command or option of {PathOf(parsed.CommandResult.Command)}.")
        : parsed.Errors.Select(problem => problem.Message);

    private static string PathOf(Command command) => command is RootCommand ? "streamrnn" : $"streamrnn {command.Name}";

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"streamrnn {ProgramVersion.Text}");
            return ExitCode.Done;
        }
    }
}
