using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Kafka.Options;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class ConsumerServiceTests
{
    /// <summary>Far beyond what it takes; only a failure gets there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Stopping_TheConsumerHangs_IsGivenUpWhenTheHostWaitsNoLonger()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("readings", 1);
        using var factory = new HangingFactory();
        var consumer = new SensorConsumer(
            new KafkaOptions { BootstrapServers = broker.BootstrapServers },
            new InputOptions(),
            new AlertTopicOptions(),
            new DeadLetterOptions(),
            factory,
            NullLogger<SensorConsumer>.Instance);
        using var service = new ConsumerService(consumer, new NoLifetime(), TimeProvider.System, NullLogger<ConsumerService>.Instance);
        await service.StartedAsync(CancellationToken.None);
        Assert.True(factory.Called.Wait(Patience));

        await service.StoppingAsync(new CancellationToken(canceled: true));

        Assert.False(service.IsComplete);
        Assert.Null(service.Failure);
        Assert.True(service.StopDuration > TimeSpan.Zero);
    }

    /// <summary>Hangs until the test is over.</summary>
    private sealed class HangingFactory : IPartitionProcessorFactory, IDisposable
    {
        private readonly ManualResetEventSlim end = new();

        public ManualResetEventSlim Called { get; } = new();

        public IPartitionProcessor Create(string topic, int partition)
        {
            Called.Set();
            end.Wait(Patience);
            throw new OperationCanceledException("the test is over");
        }

        public void Dispose() => end.Set();
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
