using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// Notices lane threads that don't come to the end of a batch: the group's own polling keeps such a worker in its group, and its partitions
/// from those that could read them. The threads only count their batches, and the group's thread looks at the clock for them.
/// </summary>
internal sealed class BatchWatch(ConsumerStatus status, ILogger logger)
{
    private readonly HashSet<int> stalled = [];

    /// <summary>To be called about once a second: that is how exactly a batch's age is known.</summary>
    public void Look()
    {
        status.MarkBatches();
        foreach (LaneThreadStatus lane in status.LaneThreads)
        {
            if (lane.BatchAge <= ConsumerStatus.BatchTimeout)
            {
                stalled.Remove(lane.Thread);
            }
            else if (stalled.Add(lane.Thread))
            {
                logger.LaneStalled(lane.Thread, lane.BatchAge.TotalSeconds);
            }
        }
    }
}
