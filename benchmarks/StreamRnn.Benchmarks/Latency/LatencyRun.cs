using System.Diagnostics;
using System.Globalization;
using StreamRnn.Benchmarks.Brokers;
using StreamRnn.Benchmarks.Commands;

namespace StreamRnn.Benchmarks.Latency;

/// <summary>The four programs between a reading and its alert, at work: broker, worker, a paced producer for each load, and whoever waits for alerts.</summary>
internal sealed class LatencyRun : IDisposable
{
    private static readonly TimeSpan FillPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LastAlerts = TimeSpan.FromSeconds(2);

    private readonly BenchmarkBroker broker;
    private readonly string input;
    private readonly AlertListener listener;
    private readonly WorkerChild worker;
    private long written;
    private int nextQuietLoad;

    private LatencyRun(BenchmarkBroker broker, string input, string alerts, string deadLetters)
    {
        this.broker = broker;
        this.input = input;
        listener = new AlertListener(broker.BootstrapServers, alerts);
        worker = new WorkerChild(broker.BootstrapServers, input, alerts, deadLetters);
    }

    /// <summary>Starts all of them and gives the streams that will jump their past.</summary>
    public static async Task<LatencyRun> StartAsync(BenchmarkBroker broker, int loads, int jumps)
    {
        var run = new LatencyRun(
            broker, await broker.CreateTopicAsync("latency"), await broker.CreateTopicAsync("alerts"), await broker.CreateTopicAsync("dead-letters"));
        try
        {
            await OwnProcess.RunAsync(["produce", "fill", broker.BootstrapServers, run.input, $"{loads}", $"{jumps}"]);
            run.written = (long)loads * jumps * LatencyLoad.PastEvents;
            return await run.worker.UntilAsync(run.written, FillPatience)
                ? run
                : throw new InvalidOperationException($"The worker did not read {run.written} records within {FillPatience.TotalSeconds} s.");
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Lets the fleet speak without a jump, and returns which share of the machine all programs took, once settled; all of it where the worker fell behind for long.</summary>
    public async Task<double> UseAsync(double eventsPerSecond, int seconds)
    {
        (_, _, _, ProcessorShares shares) = await WriteAsync(nextQuietLoad++, eventsPerSecond, seconds, jumps: 0);
        return await worker.UntilAsync(written, DrainPatience) ? shares.MachineUse : 1;
    }

    /// <summary>Measures a load with jumps; the <paramref name="index"/> counts them from 0.</summary>
    public async Task<LatencyFigures> MeasureAsync(int index, double eventsPerSecond, int seconds, int jumps)
    {
        int load = LatencyLoad.FirstWithJumps + index;
        double start = UnixMilliseconds();
        (string[] appended, double rate, double workerCores, ProcessorShares shares) = await WriteAsync(load, eventsPerSecond, seconds, jumps);
        double end = UnixMilliseconds();
        bool isDrained = await worker.UntilAsync(written, DrainPatience);
        await WaitForAlertsAsync(load, jumps);
        return new LatencyFigures
        {
            EventsPerSecond = rate,
            WorkerCores = workerCores,
            Processors = shares,
            Alerts = Alerts(load, appended),
            IsDrained = isDrained,
            Start = start,
            End = end,
            Pauses = broker.Pauses(),
        };
    }

    /// <summary>Records that the worker turned away so far: one that does has an easier load than was meant.</summary>
    public Task<long> RejectedAsync() => worker.RejectedAsync();

    public void Dispose()
    {
        worker.Dispose();
        listener.Dispose();
    }

    private async Task<(string[] Appended, double EventsPerSecond, double WorkerCores, ProcessorShares Shares)> WriteAsync(
        int load, double eventsPerSecond, int seconds, int jumps)
    {
        Task<string[]> producing = OwnProcess.RunAsync(
            ["produce", "load", broker.BootstrapServers, input, $"{load}", eventsPerSecond.ToString("R", CultureInfo.InvariantCulture), $"{seconds}", $"{jumps}"]);

        // The start of a process takes a processor for a while that no load takes.
        await Task.WhenAny(producing, Task.Delay(TimeSpan.FromSeconds(PacedProducer.SettlingSeconds + 1)));
        var use = new ProcessorUse(broker);
        TimeSpan workerStart = worker.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAny(producing, Task.Delay(TimeSpan.FromSeconds(seconds - 1)));
        double workerCores = (worker.ProcessorTime - workerStart) / Stopwatch.GetElapsedTime(start);
        ProcessorShares shares = use.Shares();

        string[] output = await producing;
        double[] wrote = [.. output[^1].Split(' ')[1..].Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        written += (long)wrote[0];
        return (output[..^1], wrote[0] / wrote[1], workerCores, shares);
    }

    private async Task WaitForAlertsAsync(int load, int jumps)
    {
        long start = Stopwatch.GetTimestamp();
        while (listener.Count(load) < jumps && Stopwatch.GetElapsedTime(start) < LastAlerts)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>Of the jumps whose alert has come: when the broker appended the reading, and when the alert came.</summary>
    private (double Appended, double Arrived)[] Alerts(int load, string[] appended) =>
    [
        .. from line in appended
           let words = line.Split(' ')
           let arrived = listener.ArrivalOf(load, int.Parse(words[0], CultureInfo.InvariantCulture))
           where arrived is not null
           select (double.Parse(words[1], CultureInfo.InvariantCulture), arrived.Value),
    ];

    private static double UnixMilliseconds() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;
}
