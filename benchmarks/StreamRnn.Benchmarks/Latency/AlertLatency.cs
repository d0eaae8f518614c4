using StreamRnn.Benchmarks.Brokers;
using StreamRnn.Benchmarks.Targets;
using StreamRnn.Benchmarks.Worker;

namespace StreamRnn.Benchmarks.Latency;

/// <summary>
/// The benchmark <c>latency</c>: from the moment at which the broker appended a reading until a consumer has the alert that it caused, at
/// loads that leave some of the machine free. Broker, worker, paced producer and alert consumer are four processes on the same cores.
/// </summary>
internal static class AlertLatency
{
    public const string Plot = "alert-latency";

    private const int CalibrationEvents = 2_000_000;

    /// <summary>Loads are sought up to this share of what the worker reads at full speed.</summary>
    private const double MaxShareOfRate = 0.5;

    /// <summary>Where the search for them begins, and what warms all sides.</summary>
    private const double FirstShareOfRate = 0.2;

    /// <summary>The loads measured, of the largest that leaves the machine enough free.</summary>
    private static readonly int[] Percents = [25, 50, 75, 100];

    /// <summary>Runs it; false where a jump raised no alert though the worker had read it.</summary>
    public static async Task<bool> RunAsync(Report report, string bootstrapServers, double eventsPerSecond, bool quick)
    {
        if (BenchmarkBroker.Lacks(bootstrapServers) is { } missing)
        {
            report.LeftOut(TargetCatalogue.AlertLatency, missing);
            return true;
        }

        await using BenchmarkBroker broker = await BenchmarkBroker.StartAsync(bootstrapServers);
        if (!ProcessorUse.IsMachineKnown)
        {
            report.LeftOut(TargetCatalogue.AlertLatency, "this system doesn't tell how busy it is, by which loads are chosen");
            return true;
        }

        if (eventsPerSecond <= 0)
        {
            eventsPerSecond = await CalibrateAsync(report, broker, quick);
        }

        using LatencyRun run = await LatencyRun.StartAsync(broker, Percents.Length, quick ? 100 : 1000);
        double maxRate = await FindLoadAsync(report, run, eventsPerSecond, quick);
        if (maxRate > 0)
        {
            return await MeasureAsync(report, run, maxRate, eventsPerSecond, quick) && await IsCleanAsync(run);
        }

        report.LeftOut(TargetCatalogue.AlertLatency, FormattableString.Invariant($"no load leaves {1 - LoadChoice.MaxUse:P0} of the {Environment.ProcessorCount} cores free"));
        return await IsCleanAsync(run);
    }

    private static async Task<double> CalibrateAsync(Report report, BenchmarkBroker broker, bool quick)
    {
        int events = quick ? CalibrationEvents / 4 : CalibrationEvents;
        string topic = await broker.CreateTopicAsync("calibration");
        ReadingWriter.Fill(broker.BootstrapServers, topic, 1, events, LatencyLoad.Streams);
        (double rate, _) = await WorkerRun.MeasureAsync(broker, topic, 1, events, LatencyLoad.Streams);
        report.Line($"the worker at full speed: {rate / 1e6:0.000} M events a second, as it just read {events:N0}");
        return rate;
    }

    private static async Task<double> FindLoadAsync(Report report, LatencyRun run, double eventsPerSecond, bool quick)
    {
        // The broker, too, compiles its code while it works, for far longer than a load takes: a long one comes first that doesn't count.
        double first = FirstShareOfRate * eventsPerSecond;
        await run.UseAsync(first, seconds: quick ? 5 : 60);
        return await LoadChoice.FindAsync(first, MaxShareOfRate * eventsPerSecond, async rate =>
        {
            double use = await run.UseAsync(rate, seconds: quick ? 3 : 10);
            report.Line($"{rate:N0} events a second: all programs take {use * Environment.ProcessorCount:0.00} of {Environment.ProcessorCount} cores, {use:P0}; at most {LoadChoice.MaxUse:P0} is wanted");
            return use;
        });
    }

    private static async Task<bool> MeasureAsync(Report report, LatencyRun run, double maxRate, double eventsPerSecond, bool quick)
    {
        int jumps = quick ? 100 : 1000, seconds = quick ? 3 : 10;
        report.Line($"{jumps} alerts a load, {seconds} s each, {LatencyLoad.Streams:N0} streams; 100 % load is {maxRate:N0} events a second, {maxRate / eventsPerSecond:P0} of the worker's full speed; worker, broker, producer and alert consumer share {Environment.ProcessorCount} cores");
        var lines = new List<string[]>
        {
            new[]
            {
                "load", "events a second", "p50", "p90", "p99", "largest", "cores busy: worker", "broker", "all programs",
                "broker stands still", "longest pause", "of the slowest 1 %", "p99 without pauses",
            },
        };
        bool isComplete = true;
        double target = double.NaN;
        foreach ((int index, int percent) in Percents.Index())
        {
            LatencyFigures figures = await run.MeasureAsync(index, maxRate * percent / 100, seconds, jumps);
            if (figures.IsDrained && figures.Alerts.Count < jumps)
            {
                isComplete = false;
                await Console.Error.WriteLineAsync($"latency: at {percent} % load {jumps - figures.Alerts.Count} of {jumps} jumps raised no alert.");
            }

            foreach (int percentile in (int[])[50, 90, 99])
            {
                report.Point(Plot, $"p{percentile}", 100 * figures.EventsPerSecond / eventsPerSecond, figures.Percentile(percentile));
            }

            // Of the largest load that did leave enough of the machine free.
            target = figures.Processors.MachineUse <= LoadChoice.MaxUse ? figures.Percentile(99) : target;
            lines.Add(Line(percent, figures));
            await Console.Error.WriteLineAsync($"measured: {percent} % load, p99 {Milliseconds(figures.Percentile(99))}");
        }

        MarkdownTable.Write(Console.Out, lines);
        if (double.IsNaN(target))
        {
            report.LeftOut(TargetCatalogue.AlertLatency, FormattableString.Invariant($"all programs took more than {LoadChoice.MaxUse:P0} of the machine at each load"));
        }
        else
        {
            report.Measured(TargetCatalogue.AlertLatency, target);
        }

        return isComplete;
    }

    private static string[] Line(int percent, LatencyFigures figures) =>
    [
        $"{percent} %", Text($"{figures.EventsPerSecond:N0}"),
        .. new[] { 50, 90, 99, 100 }.Select(percentile => Milliseconds(figures.Percentile(percentile))),
        Text($"{figures.WorkerCores:0.00}"), Text($"{figures.Processors.Broker:0.00}"), Text($"{figures.Processors.Machine:0.00}"),
        .. figures.Pauses is null ? ["", "", "", ""] : new[]
        {
            Text($"{figures.PauseShare:P1}"), Milliseconds(figures.MaxPause), Text($"{figures.PauseShareOfSlowest:P0}"), Milliseconds(figures.PercentileWithoutPauses(99)),
        },
    ];

    private static async Task<bool> IsCleanAsync(LatencyRun run)
    {
        long rejected = await run.RejectedAsync();
        if (rejected > 0)
        {
            await Console.Error.WriteLineAsync($"latency: the worker rejected {rejected} records; its metrics say why.");
        }

        return rejected == 0;
    }

    private static string Milliseconds(double value) => Text($"{value:0.0} ms");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
