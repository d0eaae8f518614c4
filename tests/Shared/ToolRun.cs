using System.Diagnostics;

namespace StreamRnn.Tests;

/// <summary>What a command-line tool said and how it ended.</summary>
/// <param name="ExitCode">The tool's exit code.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Errors">All of its standard error.</param>
internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs a tool to its end in the repository's root.</summary>
    /// <param name="path">The tool's path.</param>
    /// <param name="input">What it reads from standard input; nothing where empty.</param>
    /// <param name="arguments">One string an argument, unquoted.</param>
    /// <exception cref="TimeoutException">It took longer than <see cref="Wait.Patience"/>.</exception>
    public static Task<ToolRun> Of(string path, string input, params string[] arguments) => In(RepositoryRoot.Folder, path, input, arguments);

    /// <summary>Runs a tool to its end in a folder.</summary>
    /// <exception cref="TimeoutException">It took longer than <see cref="Wait.Patience"/>.</exception>
    public static async Task<ToolRun> In(string folder, string path, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Wait.Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new ToolRun(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{path} {string.Join(' ', arguments)} did not end within {Wait.Patience}.");
        }
    }

    /// <summary>The standard output of a run that must have succeeded; fails the test with all that was said otherwise.</summary>
    public string OutputOfSuccess()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Errors}");
        return Output;
    }
}
