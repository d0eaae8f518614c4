namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>The configuration can't be used. The message has one line an error.</summary>
internal sealed class InvalidConfigurationException(IReadOnlyList<string> errors) : Exception(string.Join('\n', errors))
{
    /// <summary>Each names where it was written, the key, the value, and what would be right.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
