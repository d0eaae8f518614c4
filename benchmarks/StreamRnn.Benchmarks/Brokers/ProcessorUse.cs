using System.Diagnostics;
using System.Globalization;

namespace StreamRnn.Benchmarks.Brokers;

/// <summary>How many cores' worth of processor time this process, the broker and the whole machine took over a span.</summary>
internal sealed class ProcessorUse
{
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

    /// <summary>Cores that this process kept busy since the start of the span.</summary>
    public double OwnCores => (Own() - ownStart).TotalSeconds / Seconds;

    /// <summary>Cores that the broker kept busy; NaN for one that we did not start.</summary>
    public double BrokerCores => brokerStart is { } before && broker.ProcessorTime is { } now ? (now - before).TotalSeconds / Seconds : double.NaN;

    /// <summary>Cores that all programs together kept busy; NaN where the system doesn't tell.</summary>
    public double MachineCores => (MachineSeconds() - machineStart) / Seconds;

    private double Seconds => Stopwatch.GetElapsedTime(start).TotalSeconds;

    /// <summary><c>cores busy: lane and client 1.21, broker 0.43, all programs 1.80 of 2</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"cores busy: this process {OwnCores:0.00}, broker {BrokerCores:0.00}, all programs {MachineCores:0.00} of {Environment.ProcessorCount}");

    private static TimeSpan Own()
    {
        using Process process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    /// <summary>User, nice, system, interrupts and what the host took, of all cores.</summary>
    private static double MachineSeconds()
    {
        if (!File.Exists("/proc/stat"))
        {
            return double.NaN;
        }

        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        const int Idle = 4, WaitsForDisk = 5, Last = 8;
        double ticks = 0;
        for (int i = 1; i <= Last; i++)
        {
            ticks += i is Idle or WaitsForDisk ? 0 : double.Parse(fields[i], CultureInfo.InvariantCulture);
        }

        return ticks / TicksPerSecond;
    }
}
