namespace StreamRnn.Kafka.Telemetry;

/// <summary>Where a consumer stands between its start and its end.</summary>
public enum ConsumerState
{
    /// <summary>Made, not yet run.</summary>
    Created,

    /// <summary>Joining the group, or waiting for the cluster: nothing is assigned yet.</summary>
    Joining,

    /// <summary>The input topic does not exist (yet): it waits for it.</summary>
    TopicMissing,

    /// <summary>It is in the group and has its share of the partitions, which may be none where there are more workers than partitions.</summary>
    Running,

    /// <summary>It takes in no more until what it emitted is acknowledged.</summary>
    Waiting,

    /// <summary>A graceful stop is under way.</summary>
    Stopping,

    /// <summary>Stopped as it was asked to.</summary>
    Stopped,

    /// <summary>Stopped by an error.</summary>
    Failed,
}
