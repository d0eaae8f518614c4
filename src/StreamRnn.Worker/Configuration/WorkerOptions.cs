namespace StreamRnn.Worker.Configuration;

/// <summary>The whole configuration: one immutable record a section. A property's name in kebab case is its key; its attributes are its documentation and its limits.</summary>
internal sealed record WorkerOptions
{
    public KafkaSection Kafka { get; init; } = new();

    public InputSection Input { get; init; } = new();

    public ModelSection Model { get; init; } = new();

    public StreamsSection Streams { get; init; } = new();

    public WindowsSection Windows { get; init; } = new();

    public AlertsSection Alerts { get; init; } = new();

    public DeadLettersSection DeadLetters { get; init; } = new();

    public SnapshotsSection Snapshots { get; init; } = new();

    public HttpSection Http { get; init; } = new();

    public LoggingSection Logging { get; init; } = new();
}
