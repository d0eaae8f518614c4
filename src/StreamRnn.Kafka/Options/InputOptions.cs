using System.ComponentModel.DataAnnotations;
using StreamRnn.Core.Streams;

namespace StreamRnn.Kafka.Options;

/// <summary><c>input</c>: the topic that sensor events come from, and how a record is read.</summary>
public sealed record InputOptions
{
    /// <summary><c>input.topic</c>: the topic with the sensor events; the record's key names the stream.</summary>
    [Required]
    public string Topic { get; init; } = "readings";

    /// <summary><c>input.format</c>: how a record's value is written; <c>json</c>.</summary>
    public string Format { get; init; } = "json";

    /// <summary><c>input.time</c>: JSON pointer (RFC 6901) to the event time; <c>/time</c> by default. Where the value has none, the record's own timestamp counts.</summary>
    public string Time { get; init; } = "/time";

    /// <summary><c>input.values</c>: JSON pointers (RFC 6901) to the features, 1 to 64 in a fixed order; <c>/value</c> by default. A feature is named by the last part of its pointer.</summary>
    public IReadOnlyList<string> Values { get; init; } = ["/value"];

    /// <summary><c>input.future</c>: how far an event time may lie after the record's own timestamp, 0 to 365 days; 1 day by default. Later ones are rejected as <c>time_in_future</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan Future { get; init; } = TimeSpan.FromDays(1);

    /// <summary><c>input.max-bytes</c>: the largest value that is read, in bytes, 64 to 104,857,600; 1 MiB by default. Larger ones are rejected as <c>value_too_large</c>.</summary>
    [Range(64, 100 << 20)]
    public int MaxBytes { get; init; } = 1 << 20;

    /// <summary><c>input.max-key-bytes</c>: the longest key that names a stream, in bytes, 1 to 65,536; 1,024 by default. Longer ones are rejected as <c>key_too_large</c>.</summary>
    [Range(1, 1 << 16)]
    public int MaxKeyBytes { get; init; } = 1024;

    /// <summary>What is wrong with these options, one message each, naming key, value and range; empty where all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = OptionRanges.Problems(this, "input");
        if (Format != "json")
        {
            problems.Add($"input.format: '{Format}' is not known; json is");
        }

        if (Values.Count is < 1 or > LaneOptions.MaxFeatures)
        {
            problems.Add($"input.values: {Values.Count} pointers; 1 to {LaneOptions.MaxFeatures} are possible");
        }
        else if (JsonPointers.Problem(Time, Values) is { } problem)
        {
            problems.Add(problem);
        }

        return problems;
    }

    /// <summary>The features' names, in the order of <see cref="Values"/>: the last part of each pointer.</summary>
    public IReadOnlyList<string> FeatureNames() =>
        [.. Values.Select(static pointer => JsonPointers.Unescape(pointer[(pointer.LastIndexOf('/') + 1)..]))];
}
