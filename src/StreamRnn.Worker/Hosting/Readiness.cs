using System.Globalization;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Configuration;

namespace StreamRnn.Worker.Hosting;

/// <summary>Why the worker is ready or not, in words. What makes it ready stands with <see cref="ConsumerStatus.Condition"/>.</summary>
internal static class Readiness
{
    /// <param name="status">How the consumer is.</param>
    /// <param name="options">The configuration.</param>
    /// <param name="warning">What a ready worker has to say besides, on a line of its own; null for nothing.</param>
    public static (bool IsReady, string Sentence) Describe(ConsumerStatus status, WorkerOptions options, string? warning = null)
    {
        ConsumerCondition condition = status.Condition;
        bool isReady = ConsumerStatus.CountsAsReady(condition);
        string sentence = Sentence(condition, status, options);
        return (isReady, isReady && warning is not null ? $"{sentence}\nwarning: {warning}" : sentence);
    }

    private static string Sentence(ConsumerCondition condition, ConsumerStatus status, WorkerOptions options) => condition switch
    {
        ConsumerCondition.Starting => "starting",
        ConsumerCondition.Unreachable => $"no broker of {options.Kafka.BootstrapServers} answers: {status.Cluster?.Unreachable}",
        ConsumerCondition.TopicUnusable => string.Join('\n', status.Cluster?.Faults ?? []),
        ConsumerCondition.Joining => $"joining the group {options.Kafka.GroupId} on {options.Kafka.BootstrapServers}",
        ConsumerCondition.Waiting => $"{Unacknowledged(status)}; no more is taken in until it has",
        ConsumerCondition.Unacknowledged => Unacknowledged(status),
        ConsumerCondition.Restoring => string.Join('\n', status.Recoveries.Select(Recovery)),
        ConsumerCondition.StandingBy =>
            $"standing by: the group has given this worker no partition ({options.Input.Topic} has {status.Cluster?.InputPartitions}; are there more workers than that?)",
        ConsumerCondition.Ready => "ready",
        ConsumerCondition.Stopping => "stopping",
        ConsumerCondition.Stopped => "stopped",
        ConsumerCondition.Failed => "failed; the log says why",
        _ => throw new InvalidOperationException($"{condition} is not a condition that this version knows."),
    };

    private static string Recovery(RecoveryStatus recovery) => recovery.Restored < 1
        ? string.Create(CultureInfo.InvariantCulture, $"partition {recovery.Partition}: bringing its streams back, {recovery.Restored * 100:0} %")
        : string.Create(CultureInfo.InvariantCulture, $"partition {recovery.Partition}: {recovery.ToReplay} records to replay until its streams are where they were");

    private static string Unacknowledged(ConsumerStatus status) => string.Create(
        CultureInfo.InvariantCulture,
        $"the cluster has not acknowledged {status.Outstanding} alerts and dead letters, the oldest for {status.OldestOutstanding.TotalSeconds:0} s");
}
