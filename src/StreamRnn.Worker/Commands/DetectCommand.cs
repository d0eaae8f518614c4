using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Detect;

namespace StreamRnn.Worker.Commands;

/// <summary><c>streamrnn detect</c>: the engine over CSV files.</summary>
internal static class DetectCommand
{
    public static readonly string[] Examples =
    [
        "streamrnn detect machine.csv --output detected",
        "streamrnn detect pump-1.csv pump-2.csv --output detected --config streamrnn.yaml",
        "streamrnn detect export.csv --output detected --time \"Measured at\" --set windows.quiet=6h",
    ];

    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE")
        {
            Description = "CSV files with a header, plain or .gz. Each is one stream; its time column is named timestamp, time or ts, all others are features.",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = argument => argument.Tokens.All(token => token.Value.Length > 0)
                ? [.. argument.Tokens.Select(token => new FileInfo(token.Value))]
                : Refuse<FileInfo[]>(argument, "FILE: '' names no file."),
        };
        var output = new Option<DirectoryInfo>("--output", "-o")
        {
            Description = "Folder for the scores: for each file one of the same name, with a row per input row.",
            HelpName = "DIR",
            Required = true,
            CustomParser = argument => argument.Tokens[0].Value is { Length: > 0 } folder ? new DirectoryInfo(folder) : Refuse<DirectoryInfo>(argument, "--output: '' names no folder."),
        };
        var time = new Option<string?>("--time") { Description = "Name of the time column.", HelpName = "NAME" };
        var flags = new ConfigurationFlags();
        var command = new Command("detect", "Run the engine once over CSV files and write the scores of every row.");
        command.Arguments.Add(files);
        command.Options.Add(output);
        command.Options.Add(time);
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            WorkerOptions options = flags.Load(parsed).Options;
            TextWriter error = parsed.InvocationConfiguration.Error;
            var progress = new DetectProgress(parsed.InvocationConfiguration.Output, Console.IsErrorRedirected ? null : error);
            var runner = new DetectRunner(options.ToLaneOptions(), options.ToIncidentOptions(), progress);
            return Task.FromResult(runner.Run(
                parsed.GetRequiredValue(files), parsed.GetRequiredValue(output), parsed.GetValue(time), error, cancellation));
        });
        return command;
    }

    private static T? Refuse<T>(ArgumentResult argument, string problem)
        where T : class
    {
        argument.AddError(problem);
        return null;
    }
}

/// <summary>Tells how a detection comes along: a line that rewrites itself on a terminal, and a line a file when it is done.</summary>
internal sealed class DetectProgress(TextWriter output, TextWriter? terminal) : IDetectProgress
{
    private const string ClearLine = "\r\u001b[K";

    public void Advanced(FileInfo file, long rows, double rowsPerSecond) =>
        terminal?.Write(string.Create(CultureInfo.InvariantCulture, $"{ClearLine}{file}: {rows:N0} rows, {rowsPerSecond:N0} rows/s"));

    public void Finished(FileInfo file, FileInfo written, long rows, long incidents, double rowsPerSecond)
    {
        terminal?.Write(ClearLine);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{file}: {rows:N0} rows, {incidents} {(incidents == 1 ? "incident" : "incidents")} -> {written} ({rowsPerSecond:N0} rows/s)"));
    }
}
