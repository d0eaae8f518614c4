using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StreamRnn.Benchmarks.Brokers;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Parsing;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Live;

namespace StreamRnn.Benchmarks.Worker;

/// <summary>The worker as <c>streamrnn run</c> hosts it, with windows, metrics, commits and the live page, over a topic that is written already.</summary>
internal static class WorkerRun
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    /// <summary>Far beyond what any run takes; only a failure gets there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Events a second from when there have been as many records as streams, so that each has its row, to the last record; and what the
    /// processors did meanwhile.
    /// </summary>
    /// <exception cref="InvalidOperationException">The worker rejected events, or did not get through.</exception>
    public static async Task<(double EventsPerSecond, ProcessorShares Processors)> MeasureAsync(BenchmarkBroker broker, string topic, int partitions, int events, int streams)
    {
        WorkerOptions options = Options(broker.BootstrapServers, topic, await broker.CreateTopicAsync("alerts"), await broker.CreateTopicAsync("dead-letters"), streams, partitions);
        var feed = new LiveFeed(new LiveFeedOptions { Streams = options.Http.LiveStreams, FeatureNames = [.. options.FeatureNames()] });
        WebApplication host = WorkerHost.Build(options, feed, logging: static _ => { });
        await using (host.ConfigureAwait(false))
        {
            await host.StartAsync();
            ConsumerService consumer = host.Services.GetRequiredService<ConsumerService>();
            await UntilAsync(consumer, Math.Min(streams, events / 2));
            long before = consumer.Status.Records;
            long start = Stopwatch.GetTimestamp();
            var use = new ProcessorUse(broker);
            await UntilAsync(consumer, events);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            ProcessorShares processors = use.Shares();
            await host.StopAsync();
            Verify(host, consumer, events);
            return ((events - before) / seconds, processors);
        }
    }

    private static WorkerOptions Options(string bootstrapServers, string topic, string alerts, string deadLetters, int streams, int partitions) => new()
    {
        Kafka = new KafkaSection { BootstrapServers = bootstrapServers, GroupId = topic + Guid.NewGuid().ToString("N") },
        Input = new InputSection { Topic = topic, Future = Reading.Future },
        Streams = new StreamsSection { Capacity = (streams + partitions - 1) / partitions, Memory = StreamMemory.Lean },
        Alerts = new AlertsSection { Topic = alerts },
        DeadLetters = new DeadLettersSection { Topic = deadLetters },
        Http = new HttpSection { Address = "127.0.0.1", Port = 0, LiveStreams = 32 },
    };

    private static async Task UntilAsync(ConsumerService consumer, int records)
    {
        long start = Stopwatch.GetTimestamp();
        while (consumer.Status.Records < records)
        {
            if (consumer.Failure is { } failure)
            {
                throw new InvalidOperationException($"The worker failed after {consumer.Status.Records} of {records} records.", failure);
            }

            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new InvalidOperationException($"The worker took {consumer.Status.Records} of {records} records in {Patience.TotalMinutes} minutes.");
            }

            await Task.Delay(Look);
        }
    }

    /// <summary>Every event must have been scored: a worker that turns events away is fast.</summary>
    private static void Verify(WebApplication host, ConsumerService consumer, int events)
    {
        ConsumerStatus status = consumer.Status;
        RejectReason[] rejected = [.. Enum.GetValues<RejectReason>().Where(reason => reason != RejectReason.None && status.Rejected(reason) > 0)];
        LaneTotals totals = host.Services.GetRequiredService<LaneRegistry>().Sum();
        long scored = totals.Outcomes[(int)EventOutcome.Scored] + totals.Outcomes[(int)EventOutcome.WarmingUp];
        if (rejected.Length > 0 || scored != events || totals.Evictions > 0)
        {
            throw new InvalidOperationException(
                $"Of {events} events the worker scored {scored}, evicted {totals.Evictions} streams, and rejected for {(rejected.Length == 0 ? "no reason" : string.Join(", ", rejected))}.");
        }
    }
}
