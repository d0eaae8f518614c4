using System.ComponentModel.DataAnnotations;

namespace StreamRnn.Kafka.Options;

/// <summary><c>dead-letters</c>: where records go that can't be read or that a lane rejects.</summary>
public sealed record DeadLetterOptions
{
    /// <summary><c>dead-letters.topic</c>: the topic that rejected records are written to with their bytes, their origin and the reason.</summary>
    [Required]
    public string Topic { get; init; } = "dead-letters";

    /// <summary><c>dead-letters.max-rate</c>: the most records a second that are written, 0 to 1,000,000; 1,000 by default, 0 for no bound. Beyond it records are counted as suppressed and not written.</summary>
    [Range(0, 1_000_000)]
    public int MaxRate { get; init; } = 1000;

    /// <summary>What is wrong with these options, one message each, naming key, value and range; empty where all is well.</summary>
    public IReadOnlyList<string> Problems() => OptionRanges.Problems(this, "dead-letters");
}
