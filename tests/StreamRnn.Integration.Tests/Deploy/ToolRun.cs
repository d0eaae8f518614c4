using System.Diagnostics;

namespace StreamRnn.Integration.Tests.Deploy;

/// <summary>What a command-line tool said and how it ended.</summary>
/// <param name="ExitCode">The tool's exit code.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Errors">All of its standard error.</param>
internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    // Every tool here works on local files for a second or two; one that takes this long hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs a tool to its end in the repository's root.</summary>
    /// <param name="path">The tool's path.</param>
    /// <param name="input">What it reads from standard input; nothing where empty.</param>
    /// <param name="arguments">One string an argument, unquoted.</param>
    public static async Task<ToolRun> Of(string path, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            WorkingDirectory = RepositoryRoot.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
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
            throw new TimeoutException($"{path} {string.Join(' ', arguments)} did not end within {Limit}.");
        }
    }

    /// <summary>The standard output of a run that must have succeeded; fails the test with all that was said otherwise.</summary>
    public string OutputOfSuccess()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Errors}");
        return Output;
    }
}
