using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>Says in status and log where the consumer stands: in the group, and whether so much waits for its acknowledgement that no more is taken in. Belongs to the group's thread, which goes on to ask the client, so that the group keeps us.</summary>
internal sealed class WaitingNotice(EmissionQueue emissions, ConsumerStatus status, ILogger logger)
{
    private bool isWaiting;

    /// <summary>Says it where it has changed.</summary>
    /// <param name="membership">Where it stands in the group: who has no share there waits for nothing else.</param>
    public void Show(ConsumerState membership)
    {
        bool mustWait = emissions.MustPause(isWaiting);
        status.State = mustWait && membership == ConsumerState.Running ? ConsumerState.Waiting : membership;
        if (mustWait == isWaiting)
        {
            return;
        }

        isWaiting = mustWait;
        if (mustWait)
        {
            logger.Paused(emissions.Outstanding);
        }
        else
        {
            logger.Resumed();
        }
    }
}
