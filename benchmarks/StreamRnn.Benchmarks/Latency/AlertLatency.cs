using System.Diagnostics;
using System.Globalization;
using StreamRnn.Benchmarks.Brokers;
using StreamRnn.Benchmarks.Commands;
using StreamRnn.Benchmarks.Targets;
using StreamRnn.Benchmarks.Worker;

namespace StreamRnn.Benchmarks.Latency;

/// <summary>
/// The benchmark <c>latency</c>: from the moment at which the broker appended a reading until a consumer has the alert that it caused, at
/// shares of the rate that the worker reaches. Broker, worker, paced producer and alert consumer are four processes on the same cores.
/// </summary>
internal static class AlertLatency
{
    public const string Plot = "alert-latency";
    private const int TargetPercent = 50;
    private const int CalibrationEvents = 2_000_000;
    private static readonly int[] Percents = [10, 25, 50, 75, 90];
    private static readonly TimeSpan FillPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LastAlerts = TimeSpan.FromSeconds(2);

    /// <summary>Runs it; false where a jump raised no alert though the worker had read it.</summary>
    public static async Task<bool> RunAsync(Report report, string bootstrapServers, double eventsPerSecond, bool quick)
    {
        if (BenchmarkBroker.Lacks(bootstrapServers) is { } missing)
        {
            report.LeftOut(TargetCatalogue.AlertLatency, missing);
            return true;
        }

        await using BenchmarkBroker broker = await BenchmarkBroker.StartAsync(bootstrapServers);
        if (eventsPerSecond <= 0)
        {
            eventsPerSecond = await CalibrateAsync(report, broker, quick);
        }

        return await MeasureAsync(report, broker, eventsPerSecond, jumps: quick ? 100 : 1000, seconds: quick ? 3 : 10);
    }

    private static async Task<double> CalibrateAsync(Report report, BenchmarkBroker broker, bool quick)
    {
        int events = quick ? CalibrationEvents / 4 : CalibrationEvents;
        string topic = await broker.CreateTopicAsync("calibration");
        ReadingWriter.Fill(broker.BootstrapServers, topic, 1, events, LatencyLoad.Streams);
        (double rate, _) = await WorkerRun.MeasureAsync(broker, topic, 1, events, LatencyLoad.Streams);
        report.Line($"100 % load: {rate / 1e6:0.000} M events a second, as the worker just read {events:N0}");
        return rate;
    }

    private static async Task<bool> MeasureAsync(Report report, BenchmarkBroker broker, double eventsPerSecond, int jumps, int seconds)
    {
        string input = await broker.CreateTopicAsync("latency"), alerts = await broker.CreateTopicAsync("alerts");
        using var listener = new AlertListener(broker.BootstrapServers, alerts);
        using var worker = new WorkerChild(broker.BootstrapServers, input, alerts, await broker.CreateTopicAsync("dead-letters"));
        await OwnProcess.RunAsync(["produce", "fill", broker.BootstrapServers, input, $"{Percents.Length}", $"{jumps}"]);
        long written = (long)Percents.Length * jumps * LatencyLoad.PastEvents;
        if (!await worker.UntilAsync(written, FillPatience))
        {
            throw new InvalidOperationException($"The worker did not read {written} records within {FillPatience.TotalSeconds} s.");
        }

        // The broker, too, compiles its code while it works: a load that doesn't count comes first.
        await WriteLoadAsync(LatencyLoad.WarmUp, 0.25 * eventsPerSecond, 0);
        report.Line($"{jumps} alerts a load, {seconds} s each, {LatencyLoad.Streams:N0} streams; 100 % load is {eventsPerSecond / 1e6:0.000} M events a second; worker, broker, producer and alert consumer share {Environment.ProcessorCount} cores");
        var lines = new List<string[]> { new[] { "load", "events a second", "p50", "p90", "p99", "largest", "cores busy: worker", "broker", "all programs" } };
        bool isComplete = true;
        foreach ((int index, int percent) in Percents.Index())
        {
            int load = LatencyLoad.WarmUp + 1 + index;
            var use = new ProcessorUse(broker);
            TimeSpan workerStart = worker.ProcessorTime;
            long start = Stopwatch.GetTimestamp();
            (string[] appended, double rate) = await WriteLoadAsync(load, eventsPerSecond * percent / 100, jumps);
            double workerCores = (worker.ProcessorTime - workerStart) / Stopwatch.GetElapsedTime(start);
            ProcessorShares shares = use.Shares();
            string[] cores = [FormattableString.Invariant($"{workerCores:0.00}"), FormattableString.Invariant($"{shares.Broker:0.00}"), FormattableString.Invariant($"{shares.Machine:0.00}")];
            bool isDrained = await worker.UntilAsync(written, DrainPatience);
            await WaitForAlertsAsync(listener, load, jumps);
            double[] latencies = Latencies(listener, load, appended);
            if (isDrained && latencies.Length < jumps)
            {
                isComplete = false;
                Console.Error.WriteLine($"latency: at {percent} % load {jumps - latencies.Length} of {jumps} jumps raised no alert.");
            }

            double p99 = Percentile(latencies, 99);
            foreach (int percentile in (int[])[50, 90, 99])
            {
                report.Point(Plot, $"p{percentile}", percent, Percentile(latencies, percentile));
            }

            lines.Add([$"{percent} %", FormattableString.Invariant($"{rate:N0}"), Milliseconds(Percentile(latencies, 50)), Milliseconds(Percentile(latencies, 90)), Milliseconds(p99), Milliseconds(Percentile(latencies, 100)), .. cores]);
            Console.Error.WriteLine($"measured: {percent} % load, p99 {Milliseconds(p99)}");
            if (percent == TargetPercent)
            {
                report.Measured(TargetCatalogue.AlertLatency, p99);
            }
        }

        MarkdownTable.Write(Console.Out, lines);
        return isComplete && await IsCleanAsync(worker);

        async Task<(string[] Appended, double EventsPerSecond)> WriteLoadAsync(int load, double pace, int jumpsOfLoad)
        {
            string[] output = await OwnProcess.RunAsync(
                ["produce", "load", broker.BootstrapServers, input, $"{load}", pace.ToString("R", CultureInfo.InvariantCulture), $"{seconds}", $"{jumpsOfLoad}"]);
            double[] wrote = [.. output[^1].Split(' ')[1..].Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
            written += (long)wrote[0];
            return (output[..^1], wrote[0] / wrote[1]);
        }
    }

    /// <summary>A worker that turns readings away has an easier load than was meant.</summary>
    private static async Task<bool> IsCleanAsync(WorkerChild worker)
    {
        long rejected = await worker.RejectedAsync();
        if (rejected > 0)
        {
            await Console.Error.WriteLineAsync($"latency: the worker rejected {rejected} records; its metrics say why.");
        }

        return rejected == 0;
    }

    private static async Task WaitForAlertsAsync(AlertListener listener, int load, int jumps)
    {
        long start = Stopwatch.GetTimestamp();
        while (listener.Count(load) < jumps && Stopwatch.GetElapsedTime(start) < LastAlerts)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>Sorted, in milliseconds, of the jumps whose alert has come.</summary>
    private static double[] Latencies(AlertListener listener, int load, string[] appended) =>
    [
        .. appended.Select(line => line.Split(' '))
            .Select(jump => listener.ArrivalOf(load, int.Parse(jump[0], CultureInfo.InvariantCulture)) - long.Parse(jump[1], CultureInfo.InvariantCulture))
            .OfType<double>()
            .Order(),
    ];

    private static double Percentile(double[] sorted, int percent) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];

    private static string Milliseconds(double value) => FormattableString.Invariant($"{value:0.0} ms");
}
