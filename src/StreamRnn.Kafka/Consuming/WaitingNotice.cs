using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Emitting;

namespace StreamRnn.Kafka.Consuming;

/// <summary>Says in status and log whether so much waits for its acknowledgement that no more is taken in. Belongs to the group's thread, which goes on to ask the client, so that the group keeps us.</summary>
internal sealed class WaitingNotice(EmissionQueue emissions, ConsumerStatus status, ILogger logger)
{
    private bool isWaiting;

    /// <summary>Says it where it has changed.</summary>
    public void Show()
    {
        bool mustWait = emissions.MustPause(isWaiting);
        if (mustWait == isWaiting)
        {
            return;
        }

        isWaiting = mustWait;
        status.State = mustWait ? ConsumerState.Waiting : ConsumerState.Running;
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
