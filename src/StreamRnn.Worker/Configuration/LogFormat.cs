namespace StreamRnn.Worker.Configuration;

/// <summary>How log entries are written.</summary>
internal enum LogFormat
{
    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>One line for people.</summary>
    Text,
}
