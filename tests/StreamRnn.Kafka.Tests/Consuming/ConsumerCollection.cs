namespace StreamRnn.Kafka.Tests.Consuming;

/// <summary>The tests of whole consumers, each with an embedded broker: one after another, since groups count on their members' time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsumerCollection
{
    public const string Name = "consumers";
}
