using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamRnn.Integration.Tests.Brokers;

/// <summary>One Apache Kafka broker in a process of its own, started by the first test that asks for it. It can be killed and started again over the same log.</summary>
public sealed class RealBroker : IAsyncDisposable
{
    /// <summary>Far beyond the few seconds that a start takes; only a failure gets there.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(90);

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"streamrnn-broker-{Environment.ProcessId}");
    private readonly Lock gate = new();
    private readonly List<string> output = [];
    private Process? process;
    private int port;

    /// <summary>Where clients connect, once started.</summary>
    public string BootstrapServers => $"127.0.0.1:{port}";

    /// <summary>Starts the broker where it doesn't run, and returns when it answers. Skips the calling test where the broker or Java is missing.</summary>
    public async Task StartAsync()
    {
        if (process is { HasExited: false })
        {
            return;
        }

        string program = RequiredTool.Find("../shared/kafka/kafka", "it runs against a real broker");
        RequiredTool.OnPath("java", "the broker runs on it");
        if (port == 0)
        {
            port = FreePortPair();
        }

        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { "start", folder, $"{port}" })
        {
            start.ArgumentList.Add(argument);
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
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Makes a topic; <paramref name="maximumMessageBytes"/> of 0 is the broker's default of 1 MiB.</summary>
    public async Task CreateTopicAsync(string name, int partitions, int maximumMessageBytes = 0)
    {
        using IAdminClient admin = Admin();
        var topic = new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1 };
        if (maximumMessageBytes > 0)
        {
            topic.Configs = new Dictionary<string, string> { ["max.message.bytes"] = $"{maximumMessageBytes}" };
        }

        await admin.CreateTopicsAsync([topic]);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

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
            Assert.False(process!.HasExited, $"The broker ended with {(process.HasExited ? process.ExitCode : 0)}: {Output()}");
            try
            {
                using IAdminClient admin = Admin();
                if (admin.GetMetadata(TimeSpan.FromSeconds(1)).Brokers.Count > 0)
                {
                    return;
                }
            }
            catch (KafkaException) when (waited.Elapsed < patience)
            {
                await Task.Delay(100);
            }
        }
    }

    private IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers })
            .SetLogHandler(static (_, _) => { })
            .Build();

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
