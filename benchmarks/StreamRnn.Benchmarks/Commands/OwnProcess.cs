using System.Diagnostics;

namespace StreamRnn.Benchmarks.Commands;

/// <summary>This program once more, in a process of its own.</summary>
internal static class OwnProcess
{
    /// <summary>Runs it and returns the lines that it wrote.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string[]> RunAsync(string[] arguments)
    {
        using Process process = Start(arguments, redirects: true);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {process.ExitCode}: see the lines above.");
    }

    /// <summary>Runs it on the same terminal and returns its exit code.</summary>
    public static async Task<int> RunVisiblyAsync(string[] arguments)
    {
        using Process process = Start(arguments, redirects: false);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static Process Start(string[] arguments, bool redirects) => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(OwnProcess).Assembly.Location, .. arguments]) { RedirectStandardOutput = redirects })!;
}
