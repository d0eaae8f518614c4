namespace StreamRnn.Worker.Configuration;

/// <summary>The whole configuration: one immutable record a section. A property's name in kebab case is its key; its attributes are its documentation and its limits.</summary>
internal sealed record WorkerOptions
{
    public KafkaOptions Kafka { get; init; } = new();

    public InputOptions Input { get; init; } = new();

    public ModelOptions Model { get; init; } = new();

    public StreamOptions Streams { get; init; } = new();

    public WindowOptions Windows { get; init; } = new();

    public AlertOptions Alerts { get; init; } = new();

    public DeadLetterOptions DeadLetters { get; init; } = new();

    public HttpOptions Http { get; init; } = new();

    public LoggingOptions Logging { get; init; } = new();
}
