using System.ComponentModel;
using StreamRnn.Kafka.Options;
using StreamRnn.Worker.Configuration.Constraints;

namespace StreamRnn.Worker.Configuration;

[Description("Where input goes that can't be read or taken in.")]
internal sealed record DeadLettersSection
{
    private static readonly DeadLetterOptions Defaults = new();

    [Description("The topic of records that were rejected: their own bytes, with their origin and the reason in headers.")]
    [TopicName]
    public string Topic { get; init; } = Defaults.Topic;

    [Description("Dead letters a second, at most; 0 for no bound. Records above it are rejected and counted all the same, but not written.")]
    [NumberRange(0, 1_000_000)]
    public int MaxRate { get; init; } = Defaults.MaxRate;
}
