using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>Says in status and log where the consumer stands: in the group, and whether so much waits for its acknowledgement that no more is taken in. Belongs to the group's thread, which goes on to ask the client, so that the group keeps us.</summary>
internal sealed class WaitingNotice(EmissionQueue emissions, Reporting reporting)
{
    private readonly ConsumerStatus status = reporting.Status;
    private readonly ILogger logger = reporting.Logger;
    private bool isWaiting;
    private bool isWaitingForStream;
    private bool lacksTopic;

    /// <summary>Says it where it has changed.</summary>
    /// <param name="membership">Where it stands in the group: who has no share there waits for nothing else.</param>
    public void Show(ConsumerState membership)
    {
        bool mustWait = emissions.MustPause(isWaiting);
        status.State = mustWait && membership == ConsumerState.Running ? ConsumerState.Waiting : membership;
        ShowStream();
        ShowTopics();
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

    /// <summary>A wait for one stream ends soon where the cluster answers, so that the worker counts as ready meanwhile.</summary>
    private void ShowStream()
    {
        bool mustWait = emissions.MustPauseForStream(isWaitingForStream);
        if (mustWait && !isWaitingForStream && reporting.LogBound.IsDue("paused for stream", out NotLogged notLogged))
        {
            logger.PausedForStream(notLogged);
        }

        isWaitingForStream = mustWait;
    }

    /// <summary>That a topic can't be used, who looks at the cluster has said; here is said that it is over.</summary>
    private void ShowTopics()
    {
        ConsumerCondition condition = status.Condition;
        if (condition == ConsumerCondition.TopicUnusable)
        {
            lacksTopic = true;
        }
        else if (lacksTopic && ConsumerStatus.CountsAsReady(condition))
        {
            lacksTopic = false;
            logger.ReadyNow();
        }
    }
}
