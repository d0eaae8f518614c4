using System.Diagnostics;

namespace StreamRnn.Worker.Tests.Metrics;

/// <summary>Prometheus' own linter of metrics.</summary>
internal static class Promtool
{
    /// <summary>The exit code, and all that it printed.</summary>
    public static async Task<(int ExitCode, string Said)> CheckMetricsAsync(string promtool, string text)
    {
        using Process process = Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        string said = await output + await error;
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }
}
