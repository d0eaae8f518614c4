namespace StreamRnn.Kafka.Telemetry;

/// <summary>Whether a consumer does its work, and what keeps it from it; the first that holds, in this order.</summary>
public enum ConsumerCondition
{
    /// <summary>Made, not yet run.</summary>
    Starting,

    /// <summary>A graceful stop is under way.</summary>
    Stopping,

    /// <summary>Stopped as it was asked to.</summary>
    Stopped,

    /// <summary>Stopped by an error.</summary>
    Failed,

    /// <summary>No broker answers.</summary>
    Unreachable,

    /// <summary>A topic is missing, or refuses the worker.</summary>
    TopicUnusable,

    /// <summary>Not in the group yet.</summary>
    Joining,

    /// <summary>It takes in no more until what it emitted is acknowledged.</summary>
    Waiting,

    /// <summary>Something that it emitted has not been acknowledged for longer than <see cref="ConsumerStatus.UnacknowledgedLimit"/>.</summary>
    Unacknowledged,

    /// <summary>Streams are brought to where they were before the start.</summary>
    Restoring,

    /// <summary>Well, and without a partition: there are more workers than partitions, and it takes over when one goes.</summary>
    StandingBy,

    /// <summary>At work.</summary>
    Ready,
}
