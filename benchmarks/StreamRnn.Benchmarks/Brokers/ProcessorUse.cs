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
