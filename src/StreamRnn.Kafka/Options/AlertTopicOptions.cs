using System.ComponentModel.DataAnnotations;

namespace StreamRnn.Kafka.Options;

/// <summary><c>alerts</c>: where alerts go.</summary>
public sealed record AlertTopicOptions
{
    /// <summary><c>alerts.topic</c>: the topic that alerts are written to as CloudEvents 1.0 in binary mode, keyed by stream.</summary>
    [Required]
    public string Topic { get; init; } = "alerts";

    /// <summary>What is wrong with these options, one message each, naming key, value and range; empty where all is well.</summary>
    public IReadOnlyList<string> Problems() => OptionRanges.Problems(this, "alerts");
}
