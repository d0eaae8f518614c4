namespace StreamRnn.Worker.Configuration;

/// <summary>How a record's value is written.</summary>
internal enum InputFormat
{
    /// <summary>A JSON object.</summary>
    Json,
}
