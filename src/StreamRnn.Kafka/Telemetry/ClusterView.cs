namespace StreamRnn.Kafka.Telemetry;

/// <summary>What a look at the cluster found.</summary>
public sealed record ClusterView
{
    /// <summary>Why no broker answered; null where one did.</summary>
    public string? Unreachable { get; init; }

    /// <summary>Topics that the worker can't use as they are; where no broker answers, as they were before.</summary>
    public IReadOnlyList<TopicFault> Faults { get; init; } = [];

    /// <summary>Partitions of the input topic; 0 where that is not known.</summary>
    public int InputPartitions { get; init; }
}

/// <summary>A topic that the worker can't use as it is.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Description">What is wrong with it, as the beginning of a sentence.</param>
/// <param name="Remedy">What puts it right, with the command for it; null where that is not known.</param>
public sealed record TopicFault(string Topic, string Description, string? Remedy)
{
    /// <summary>Both, as a sentence.</summary>
    public override string ToString() => Remedy is null ? Description : $"{Description}; {Remedy}";
}
