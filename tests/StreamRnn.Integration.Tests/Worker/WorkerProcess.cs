using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamRnn.Integration.Tests.Worker;

/// <summary>The program as its users start it: a process with output, an exit code, and signals.</summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private const int KillAtOnce = 9;
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> error = new();

    private WorkerProcess(string[] arguments, string? folder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "streamrnn.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IEnumerable<string> Output => output;

    public IEnumerable<string> Error => error;

    /// <summary>What the process takes of the machine's memory now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public bool HasExited => process.HasExited;

    public static WorkerProcess Start(params string[] arguments) => new(arguments, null);

    /// <summary>Runs to the end in a folder.</summary>
    public static async Task<(int ExitCode, string[] Output, string[] Error)> RunAsync(string? folder, params string[] arguments)
    {
        using var worker = new WorkerProcess(arguments, folder);
        int exitCode = await worker.EndAsync();
        return (exitCode, [.. worker.Output], [.. worker.Error]);
    }

    /// <summary>Sends SIGTERM, as an orchestrator does to stop it.</summary>
    public void SendTerminate() => Assert.Equal(0, Kill(process.Id, Terminate));

    /// <summary>Sends SIGKILL, as the kernel does where memory is short: nothing more is done.</summary>
    public void SendKill() => Assert.Equal(0, Kill(process.Id, KillAtOnce));

    /// <summary>Sends SIGSTOP: it stands still, and knows nothing of it afterwards.</summary>
    public void SendStop() => Assert.Equal(0, Kill(process.Id, Stop));

    /// <summary>Sends SIGCONT, after <see cref="SendStop"/>.</summary>
    public void SendContinue() => Assert.Equal(0, Kill(process.Id, Continue));

    /// <summary>The exit code, when it has ended and all that it printed is here.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Topics.Patience);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(Topics.Patience);
        }

        process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
