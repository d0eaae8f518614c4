using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StreamRnn.Benchmarks.Latency;

/// <summary>The <c>streamrnn</c> program as its users start it, in a process of its own.</summary>
internal sealed class WorkerChild : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private readonly Process process;
    private readonly HttpClient http = new();
    private readonly Uri metrics;

    public WorkerChild(string bootstrapServers, string input, string alerts, string deadLetters)
    {
        int port = FreePort();
        metrics = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/metrics"));
        string[] settings =
        [
            $"kafka.bootstrap-servers={bootstrapServers}", $"kafka.group-id={input}", $"input.topic={input}", "input.future=365d", $"alerts.topic={alerts}",
            $"dead-letters.topic={deadLetters}", "streams.capacity=100000", "streams.memory=lean", "http.address=127.0.0.1", $"http.port={port}", "logging.level=warning",

            // Streams jump by the hundred in a minute of event time, and each of them is timed.
            "windows.storm-incidents=0",
        ];
        process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "streamrnn.dll"), "run", .. settings.SelectMany(setting => new[] { "--set", setting })]))!;
        AppDomain.CurrentDomain.ProcessExit += EndWithThis;
    }

    /// <summary>What it has taken of the processors so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Waits until it has handled this many records.</summary>
    /// <returns>False where it has not within <paramref name="patience"/>.</returns>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    public async Task<bool> UntilAsync(long records, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (await RecordsAsync() < records)
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                return false;
            }

            await Task.Delay(Look);
        }

        return true;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= EndWithThis;
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
        http.Dispose();
    }

    private void EndWithThis(object? sender, EventArgs e) => Dispose();

    /// <summary>Records that it turned away, for whatever reason.</summary>
    public Task<long> RejectedAsync() => SumAsync("streamrnn_records_rejected_total{");

    private Task<long> RecordsAsync() => SumAsync("streamrnn_records_total ");

    /// <summary>The sum of all its series whose line begins so; 0 while its port is not open.</summary>
    private async Task<long> SumAsync(string beginning)
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException($"The worker ended with {process.ExitCode}: see the lines above.");
        }

        try
        {
            string text = await http.GetStringAsync(metrics);
            return (long)text.Split('\n')
                .Where(line => line.StartsWith(beginning, StringComparison.Ordinal))
                .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return 0;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
