using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Cluster;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Tests.Consuming;

/// <summary>A consumer on a thread of its own, stopped gracefully at the end. Its topics are readings, alerts and dead-letters and its group is group, each after a prefix.</summary>
internal sealed class RunningConsumer : IDisposable
{
    /// <summary>Client properties: the embedded broker ends each round of a rebalance a second before the session would, so a short one makes it brisk.</summary>
    public static readonly IReadOnlyDictionary<string, string> Brisk =
        new Dictionary<string, string> { ["session.timeout.ms"] = "2000", ["heartbeat.interval.ms"] = "100" };

    private readonly CancellationTokenSource stop = new();
    private readonly Task<bool> done;

    public RunningConsumer(
        string bootstrapServers,
        IPartitionProcessorFactory factory,
        DeadLetterOptions? deadLetters = null,
        InputOptions? input = null,
        TimeSpan? commitInterval = null,
        IReadOnlyDictionary<string, string>? client = null,
        TimeSpan? stopTimeout = null,
        string prefix = "",
        int laneThreads = 0,
        bool createTopics = false,
        TimeProvider? timeProvider = null,
        Func<SessionSettings, SessionSettings>? session = null,
        SnapshotOptions? snapshots = null)
    {
        var kafka = new KafkaOptions
        {
            BootstrapServers = bootstrapServers,
            GroupId = $"{prefix}group",
            CommitInterval = commitInterval ?? TimeSpan.FromMilliseconds(100),
            StopTimeout = stopTimeout ?? TimeSpan.FromSeconds(8),
            Client = client ?? new Dictionary<string, string>(),
            LaneThreads = laneThreads,
            CreateTopics = createTopics,
        };
        input = (input ?? new InputOptions()) with { Topic = $"{prefix}readings" };
        var settings = new SessionSettings(kafka, input, factory) { Snapshots = snapshots ?? new SnapshotOptions() };
        Consumer = new SensorConsumer(
            kafka,
            input,
            new AlertTopicOptions { Topic = $"{prefix}alerts" },
            (deadLetters ?? new DeadLetterOptions()) with { Topic = $"{prefix}dead-letters" },
            factory,
            Log,
            timeProvider,
            snapshots)
        {
            SessionSettings = session?.Invoke(settings) ?? settings,
            WatchTimes = new WatchTimes
            {
                CalmInterval = TimeSpan.FromMilliseconds(200),
                AlarmedInterval = TimeSpan.FromMilliseconds(50),
                Patience = TimeSpan.FromSeconds(1),
                CreationPatience = TimeSpan.FromSeconds(1),
            },
        };
        done = Task.Factory.StartNew(() => Consumer.Run(stop.Token), TaskCreationOptions.LongRunning);
    }

    public SensorConsumer Consumer { get; }

    public ConsumerStatus Status => Consumer.Status;

    public ListLogger Log { get; } = new();

    /// <summary>Whether it has ended with an error.</summary>
    public bool HasFailed => done.IsFaulted;

    /// <summary>Ends with what <see cref="SensorConsumer.Run"/> says.</summary>
    public Task<bool> EndAsync() => done.WaitAsync(KafkaTopics.Patience);

    public Task<bool> StopAsync()
    {
        stop.Cancel();
        return EndAsync();
    }

    public void Dispose()
    {
        stop.Cancel();

        // What the run itself ended with is the test's to look at.
        Assert.True(((IAsyncResult)done).AsyncWaitHandle.WaitOne(KafkaTopics.Patience), "The consumer does not end.");
        stop.Dispose();
    }

    internal sealed class ListLogger : ILogger<SensorConsumer>
    {
        private readonly Lock gate = new();
        private readonly List<string> lines = [];

        /// <summary>Called with each line, by the thread that logs it.</summary>
        public Action<string>? Said { get; set; }

        public string[] Lines
        {
            get
            {
                lock (gate)
                {
                    return [.. lines];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string line = $"{logLevel}: {formatter(state, exception)}";
            lock (gate)
            {
                lines.Add(line);
            }

            Said?.Invoke(line);
        }
    }
}
