namespace StreamRnn.Integration.Tests.Worker;

/// <summary>Tests with a broker run one after another: the machine is small, and librdkafka's threads are many.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrokerTests
{
    public const string Name = "broker";
}
