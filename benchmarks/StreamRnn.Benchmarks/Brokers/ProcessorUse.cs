using System.Diagnostics;
using System.Globalization;

namespace StreamRnn.Benchmarks.Brokers;

/// <summary>Measures how much of the processors this process, the broker and the whole machine take from now on.</summary>
internal sealed class ProcessorUse
{
    private const string MachineFile = "/proc/stat";
    private const double TicksPerSecond = 100;
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly TimeSpan ownStart = Own();
    private readonly BenchmarkBroker broker;
    private readonly TimeSpan? brokerStart;
    private readonly double machineStart = MachineSeconds();

    public ProcessorUse(BenchmarkBroker broker)
    {
        this.broker = broker;
        brokerStart = broker.ProcessorTime;
    }

    /// <summary>Whether the system tells what all programs take together.</summary>
    public static bool IsMachineKnown => File.Exists(MachineFile);

    /// <summary>What it came to since the start of the span.</summary>
    public ProcessorShares Shares()
    {
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double ofBroker = brokerStart is { } before && broker.ProcessorTime is { } now ? (now - before).TotalSeconds : 0;
        return new ProcessorShares((Own() - ownStart).TotalSeconds / seconds, ofBroker / seconds, (MachineSeconds() - machineStart) / seconds);
    }

    private static TimeSpan Own()
    {
        using Process process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    /// <summary>User, nice, system, interrupts and what the host took, of all cores.</summary>
    private static double MachineSeconds()
    {
        if (!IsMachineKnown)
        {
            return double.NaN;
        }

        string[] fields = File.ReadLines(MachineFile).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        const int Idle = 4, WaitsForDisk = 5, Last = 8;
        double ticks = 0;
        for (int i = 1; i <= Last; i++)
        {
            ticks += i is Idle or WaitsForDisk ? 0 : double.Parse(fields[i], CultureInfo.InvariantCulture);
        }

        return ticks / TicksPerSecond;
    }
}

/// <summary>Cores' worth of processor time over a span.</summary>
/// <param name="Own">This process.</param>
/// <param name="Broker">The broker; 0 for one that we did not start, which may run elsewhere.</param>
/// <param name="Machine">All programs together; NaN where the system doesn't tell.</param>
internal sealed record ProcessorShares(double Own, double Broker, double Machine)
{
    /// <summary>The share of the machine that all programs together take, 0 to 1.</summary>
    public double MachineUse => Machine / Environment.ProcessorCount;

    /// <summary>How many times as much this process could do if it had every core that the broker leaves.</summary>
    public double Room => (Environment.ProcessorCount - Broker) / Own;

    /// <summary><c>cores busy: this process 1.21, broker 0.43, all programs 1.80 of 2</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"cores busy: this process {Own:0.00}, broker {Broker:0.00}, all programs {Machine:0.00} of {Environment.ProcessorCount}");
}
