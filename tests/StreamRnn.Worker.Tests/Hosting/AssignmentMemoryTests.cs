using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Kafka.Options;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Worker.Tests.Hosting;

/// <summary>A worker that is assigned more partitions than one, on a cluster.</summary>
public sealed class AssignmentMemoryTests : IDisposable
{
    private const int Partitions = 12;

    /// <summary>Far beyond what it takes; only a failure gets there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly EmbeddedBroker broker = new();
    private readonly WorkerOptions options;

    public AssignmentMemoryTests()
    {
        broker.CreateTopic("readings", Partitions);
        broker.CreateTopic("alerts", 1);
        broker.CreateTopic("dead-letters", 1);
        options = new WorkerOptions
        {
            Kafka = new KafkaSection { BootstrapServers = broker.BootstrapServers, StopTimeout = TimeSpan.FromSeconds(2) },
            Http = new HttpSection { Address = "127.0.0.1", Port = 0 },
            Streams = new StreamsSection { Capacity = 50 },
        };
    }

    [Fact]
    public async Task Assigned_MoreThanTheContainerHolds_EndsTheWorkerWithTheNumbers()
    {
        WorkerOptions rich = options with { Streams = options.Streams with { Memory = StreamMemory.Rich } };
        long roomForFive = new WorkerMemory(rich, partitions: 5).TotalBytes;
        var log = new HostLog();
        await using WebApplication host = WorkerHost.Build(rich, logging: target => target.AddProvider(log), availableBytes: roomForFive);
        await host.StartAsync();
        var stopped = new TaskCompletionSource();
        host.Lifetime.ApplicationStopping.Register(stopped.SetResult);
        await stopped.Task.WaitAsync(Patience);
        await host.StopAsync();

        CommandFailedException refused = Assert.IsType<CommandFailedException>(host.Services.GetRequiredService<ConsumerService>().Failure);
        Assert.Equal($"{new WorkerMemory(rich, partitions: 6).Shortage(roomForFive)}; see `streamrnn estimate`", refused.Message);
        Assert.Contains("50 streams in rich memory on 6 partitions need ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(", where 5 partitions would fit; lower streams.capacity, set streams.memory=lean, start more workers, or", refused.Message, StringComparison.Ordinal);

        // It is said, and without a stack trace: nothing is broken.
        Assert.Contains($"The worker can't go on: {refused.Message}", log.Lines("Failed"));
        Assert.Empty(log.Exceptions);
    }

    [Theory]
    [InlineData(Partitions, "rich")]
    [InlineData(Partitions - 1, "lean")]
    public async Task Assigned_Auto_TakesWhatFitsTheBudgetOnAllPartitionsOfTheTopic(int roomFor, string form)
    {
        long budget = (long)roomFor * options.Streams.Capacity * options.RichRowBytes();
        var log = new HostLog();
        await using WebApplication host = WorkerHost.Build(
            options with { Streams = options.Streams with { Budget = new(budget) } }, logging: target => target.AddProvider(log), availableBytes: long.MaxValue);
        await host.StartAsync();
        Assert.True(SpinWait.SpinUntil(() => log.Lines("Allocated").Length == Partitions, Patience));
        await host.StopAsync();

        Assert.All(log.Lines("Allocated"), line => Assert.EndsWith($"in {form} memory", line, StringComparison.Ordinal));
    }

    [Fact]
    public void PartitionCount_OfAnyTopic_IsWhatTheClusterSays()
    {
        Assert.Equal(Partitions, PartitionCount.Of(options.ToKafkaOptions(), "readings", Patience));
        Assert.StartsWith(
            "127.0.0.1:1 does not say how many partitions readings has: ",
            Assert.Throws<KafkaFatalException>(() => PartitionCount.Of(new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, "readings", TimeSpan.FromMilliseconds(100))).Message,
            StringComparison.Ordinal);
    }

    public void Dispose() => broker.Dispose();

    /// <summary>Keeps what the host logs.</summary>
    private sealed class HostLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<(string? Name, string Line, Exception? Exception)> entries = new();

        public Exception[] Exceptions => [.. entries.Select(static entry => entry.Exception).OfType<Exception>()];

        /// <summary>The lines of an event, by its name.</summary>
        public string[] Lines(string name) => [.. entries.Where(entry => entry.Name == name).Select(static entry => entry.Line)];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue((eventId.Name, formatter(state, exception), exception));

        public void Dispose()
        {
        }
    }
}
