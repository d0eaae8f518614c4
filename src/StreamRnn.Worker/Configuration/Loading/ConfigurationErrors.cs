namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>What is wrong, one line an error, gathered so that all of it is said at once.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<string> messages = [];

    public IReadOnlyList<string> Messages => messages;

    public void Add(string origin, string problem) => messages.Add(Quotation.Harmless($"{origin}: {problem.TrimEnd()}"));

    /// <summary>A path that is no key's; or one that needs a name within it.</summary>
    public void AddUnknown(string origin, string path) =>
        Add(origin, ConfigurationSchema.Find(path) is { IsMap: true }
            ? $"{path}: holds names and values; set one of them, for example {path}.security.protocol"
            : $"{Quotation.Cut(path)}: there is no such key; did you mean {ConfigurationSchema.Nearest(path)}?");
}
