using System.ComponentModel;

namespace StreamRnn.Worker.Configuration;

[Description("The worker's own log, on standard output.")]
internal sealed record LoggingSection
{
    [Description("The least severe entries that are written.")]
    public LogLevel Level { get; init; } = LogLevel.Information;

    [Description("`json` writes one object a line, `text` one line for people.")]
    public LogFormat Format { get; init; } = LogFormat.Json;
}

/// <summary>How log entries are written.</summary>
internal enum LogFormat
{
    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>One line for people.</summary>
    Text,
}
