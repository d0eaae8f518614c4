using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamRnn.Tests;

namespace StreamRnn.Integration.Tests.Brokers;

/// <summary>Apache Kafka in a process of its own, for tests and measurements on this machine. It can be killed and started again over the same log.</summary>
/// <param name="environment">Variables for it; none is what tests take, a small heap.</param>
internal sealed class BrokerProcess(params (string Name, string Value)[] environment) : IAsyncDisposable
{
    /// <summary>Where the broker's program stands, relative to the repository's root.</summary>
    public const string Program = "../shared/kafka/kafka";

    /// <summary>Far beyond the few seconds that a start takes; only a failure gets there.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(90);

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"streamrnn-broker-{Environment.ProcessId}");
    private readonly Lock gate = new();
    private readonly List<string> output = [];
    private Process? process;
    private int port;

    /// <summary>Where clients connect, once started.</summary>
    public string BootstrapServers => $"127.0.0.1:{port}";

    /// <summary>What the broker has taken of the processors so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process!.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>What a broker needs and this machine lacks, or null.</summary>
    public static string? Lacks()
    {
        string program = RepositoryRoot.At(Program);
        bool hasJava = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "java")));
        return !File.Exists(program) ? $"{Program} (looked for {program})" : hasJava ? null : "the program 'java' on the PATH";
    }

    /// <summary>Starts the broker where it doesn't run, and returns when it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message has its last lines.</exception>
    public async Task StartAsync()
    {
        if (process is { HasExited: false })
        {
            return;
        }

        if (port == 0)
        {
            port = FreePortPair();
        }

        var start = new ProcessStartInfo(RepositoryRoot.At(Program), ["start", folder, $"{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await UntilItAnswersAsync();
    }

    /// <summary>Kills the broker as a power failure would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (process is null)
        {
            return;
        }

        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync().WaitAsync(patience);
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A client that makes topics.</summary>
    public static IAdminClient Admin(string bootstrapServers) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers })
            .SetLogHandler(static (_, _) => { })
            .Build();

    /// <summary>A free port whose successor, the controller's, is free as well; below the range that the system hands out to others.</summary>
    private static int FreePortPair()
    {
        for (int candidate = 20_000 + (Environment.ProcessId * 2 % 10_000); candidate < 32_000; candidate += 2)
        {
            try
            {
                using var first = new TcpListener(IPAddress.Loopback, candidate);
                using var second = new TcpListener(IPAddress.Loopback, candidate + 1);
                first.Start();
                second.Start();
                return candidate;
            }
            catch (SocketException)
            {
                // Taken: the next pair may be free.
            }
        }

        throw new InvalidOperationException("No two neighbouring ports between 20000 and 32000 are free on the loopback interface.");
    }

    private async Task UntilItAnswersAsync()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (process!.HasExited)
            {
                throw new InvalidOperationException($"The broker ended with {process.ExitCode}: {Output()}");
            }

            if (Answers())
            {
                return;
            }

            if (waited.Elapsed > patience)
            {
                throw new InvalidOperationException($"The broker does not answer within {patience.TotalSeconds} s: {Output()}");
            }

            await Task.Delay(100);
        }
    }

    private bool Answers()
    {
        try
        {
            using IAdminClient admin = Admin(BootstrapServers);
            return admin.GetMetadata(TimeSpan.FromSeconds(1)).Brokers.Count > 0;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (gate)
        {
            if (line is not null)
            {
                output.Add(line);
            }
        }
    }

    private string Output()
    {
        lock (gate)
        {
            return string.Join('\n', output.TakeLast(30));
        }
    }
}
