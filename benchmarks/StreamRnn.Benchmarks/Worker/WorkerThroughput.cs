using StreamRnn.Benchmarks.Brokers;
using StreamRnn.Benchmarks.Lanes;
using StreamRnn.Benchmarks.Peers;
using StreamRnn.Benchmarks.Targets;

namespace StreamRnn.Benchmarks.Worker;

/// <summary>
/// The benchmark <c>worker</c>: events a second from a broker in another process to their scores, beside what the client's batch call
/// discards, a plain loop and the naive pipeline. The topic is written before; rounds are interleaved, and ratios are medians of the rounds' own.
/// </summary>
internal static class WorkerThroughput
{
    private const int Rounds = 3;
    private const int Million = 1_000_000;
    private const string WorkerCurve = "worker, JSON from a broker";

    /// <summary>Slower readers read the first part of the topic.</summary>
    private const int PlainShare = 4;

    private const int WarmUpEvents = 1_000_000;
    private const int NaiveEvents = 300_000;

    private static readonly Target[] Targets = [.. TargetCatalogue.All.Where(target => target.Part == "worker")];

    public static async Task<bool> RunAsync(Report report, string bootstrapServers, int events, int streams, bool quick)
    {
        if (BenchmarkBroker.Lacks(bootstrapServers) is { } missing)
        {
            Array.ForEach(Targets, target => report.LeftOut(target, missing));
            return true;
        }

        await using BenchmarkBroker broker = await BenchmarkBroker.StartAsync(bootstrapServers);
        await WarmUpAsync(broker, streams);
        await CompareAsync(report, broker, events, streams, quick ? 1 : Rounds);
        await ManyStreamsAsync(report, broker, events / 2, quick ? Million / 10 : Million, quick ? 1 : Rounds);
        await SecondLaneAsync(report, broker, events * 3 / 5, streams, quick ? 1 : Rounds);
        return true;
    }

    /// <summary>The runtime compiles its best code in a run that doesn't count: a worker runs for months.</summary>
    private static async Task WarmUpAsync(BenchmarkBroker broker, int streams)
    {
        string topic = await WriteAsync(broker, 1, WarmUpEvents, streams);
        await WorkerRun.MeasureAsync(broker, topic, 1, WarmUpEvents, streams);
        DiscardRun.EventsPerSecond(broker.BootstrapServers, topic, WarmUpEvents);
        PlainRun.EventsPerSecond(broker.BootstrapServers, topic, WarmUpEvents / PlainShare);
    }

    private static async Task CompareAsync(Report report, BenchmarkBroker broker, int events, int streams, int rounds)
    {
        string topic = await WriteAsync(broker, 1, events, streams);
        PeerLibrary? onnxRuntime = NaivePipeline.Library();
        int plainEvents = Math.Max(1, events / PlainShare);
        int naiveEvents = Math.Min(NaiveEvents, events);
        var discard = new double[rounds];
        var worker = new double[rounds];
        var plain = new double[rounds];
        var naive = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            discard[round] = DiscardRun.EventsPerSecond(broker.BootstrapServers, topic, events);
            (worker[round], ProcessorShares processors) = await WorkerRun.MeasureAsync(broker, topic, 1, events, streams);
            plain[round] = PlainRun.EventsPerSecond(broker.BootstrapServers, topic, plainEvents);
            if (onnxRuntime is not null)
            {
                using var pipeline = new NaivePipeline(onnxRuntime);
                naive[round] = PlainRun.EventsPerSecond(broker.BootstrapServers, topic, naiveEvents, pipeline.Process);
            }

            report.Line($"round {round + 1}: batch call, discarded {Rate(discard[round])}; worker {Rate(worker[round])} ({processors}); Consume and Utf8JsonReader {Rate(plain[round])}; naive pipeline {Rate(naive[round])}");
        }

        MarkdownTable.Write(Console.Out, [
            [$"{events:N0} JSON events, {streams:N0} streams", "events a second"],
            ["native batch call, discarded", Rate(PairedRounds.Median(discard))],
            ["worker, one lane", Rate(PairedRounds.Median(worker))],
            ["Consume + Utf8JsonReader, nothing done", Rate(PairedRounds.Median(plain))],
            ["naive pipeline", onnxRuntime is null ? "left out" : Rate(PairedRounds.Median(naive))],
        ]);
        report.Measured(TargetCatalogue.WorkerDiscard, 100 * PairedRounds.MedianRatio(worker, discard));
        if (onnxRuntime is null)
        {
            report.LeftOut(TargetCatalogue.WorkerNaive, $"there is no {PeerNames.OnnxRuntime}: {PeerFolder.Missing}");
        }
        else
        {
            report.Measured(TargetCatalogue.WorkerNaive, PairedRounds.MedianRatio(worker, naive));
        }

        double rate = PairedRounds.Median(worker);
        report.Results.WorkerEventsPerSecond = rate;
        report.Point(LaneCosts.Plot, WorkerCurve, streams, rate / 1e6);
    }

    private static async Task ManyStreamsAsync(Report report, BenchmarkBroker broker, int events, int streams, int rounds)
    {
        string topic = await WriteAsync(broker, 1, events, streams);
        var ratios = new double[rounds];
        var rates = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            double discard = DiscardRun.EventsPerSecond(broker.BootstrapServers, topic, events);
            (rates[round], ProcessorShares processors) = await WorkerRun.MeasureAsync(broker, topic, 1, events, streams);
            ratios[round] = rates[round] / discard;
            report.Line($"round {round + 1}: batch call, discarded {Rate(discard)}; worker {Rate(rates[round])} ({processors})");
        }

        report.Point(LaneCosts.Plot, WorkerCurve, streams, PairedRounds.Median(rates) / 1e6);
        report.Measured(TargetCatalogue.WorkerDiscardMillion, 100 * PairedRounds.Median(ratios));
    }

    private static async Task SecondLaneAsync(Report report, BenchmarkBroker broker, int events, int streams, int rounds)
    {
        string topic = await WriteAsync(broker, 2, events, streams);
        string single = await WriteAsync(broker, 1, events, streams);
        var ratios = new double[rounds];
        var room = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            (double one, ProcessorShares oneUse) = await WorkerRun.MeasureAsync(broker, single, 1, events, streams);
            (double two, ProcessorShares twoUse) = await WorkerRun.MeasureAsync(broker, topic, 2, events, streams);
            ratios[round] = two / one;
            room[round] = oneUse.Room;
            report.Line($"round {round + 1}: one lane {Rate(one)} ({oneUse}); two lanes {Rate(two)} ({twoUse})");
        }

        double ratio = PairedRounds.Median(ratios);
        double maxRatio = PairedRounds.Median(room);
        if (TargetCatalogue.SecondLane.IsMetBy(maxRatio))
        {
            report.Measured(TargetCatalogue.SecondLane, ratio);
        }
        else
        {
            report.LeftOut(
                TargetCatalogue.SecondLane,
                FormattableString.Invariant($"beside the broker, {Environment.ProcessorCount} cores have room for {maxRatio:0.00} times one lane and its client; two lanes reached {ratio:0.00} times"));
        }
    }

    private static async Task<string> WriteAsync(BenchmarkBroker broker, int partitions, int events, int streams)
    {
        string topic = await broker.CreateTopicAsync("readings", partitions);
        Console.Error.WriteLine($"writing {events:N0} readings of {streams:N0} streams");
        ReadingWriter.Fill(broker.BootstrapServers, topic, partitions, events, streams);
        return topic;
    }

    private static string Rate(double eventsPerSecond) => FormattableString.Invariant($"{eventsPerSecond / 1e6:0.000} M/s");
}
