using StreamRnn.Kafka.Consuming;
using StreamRnn.Worker.Configuration;

namespace StreamRnn.Worker.Hosting;

/// <summary>Why the worker is ready or not, in one sentence.</summary>
internal static class Readiness
{
    public static (bool IsReady, string Sentence) Describe(ConsumerStatus status, WorkerOptions options) => (status.IsReady, status.State switch
    {
        ConsumerState.Created => "starting",
        ConsumerState.Joining => $"joining the group {options.Kafka.GroupId} on {options.Kafka.BootstrapServers}",
        ConsumerState.TopicMissing => $"the topic {options.Input.Topic} does not exist on {options.Kafka.BootstrapServers}; waiting for it",
        ConsumerState.Running => "ready",
        ConsumerState.Waiting => $"the cluster has not acknowledged {status.Outstanding} alerts and dead letters; no more is taken in until it has",
        ConsumerState.Stopping => "stopping",
        ConsumerState.Stopped => "stopped",
        ConsumerState.Failed => "failed; the log says why",
        _ => throw new InvalidOperationException($"{status.State} is not a state that this version knows."),
    });
}
