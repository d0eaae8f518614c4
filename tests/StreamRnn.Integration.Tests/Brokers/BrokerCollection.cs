namespace StreamRnn.Integration.Tests.Brokers;

/// <summary>The tests that need a real broker: one after another, on one broker. Each uses topics and a group of its own.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrokerCollection : ICollectionFixture<RealBroker>
{
    public const string Name = "broker";
}
