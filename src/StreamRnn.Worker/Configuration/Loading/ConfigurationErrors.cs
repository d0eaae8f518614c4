namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>What is wrong, one line an error, gathered so that all of it is said at once.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<string> messages = [];

    public IReadOnlyList<string> Messages => messages;

    public void Add(string origin, string problem) => messages.Add(Quotation.Harmless($"{origin}: {problem.TrimEnd()}"));

    /// <summary>A path that is no key's; or one that needs a name within it.</summary>
    public void AddUnknown(string origin, string path) => Add(origin, $"{Quotation.Cut(path)}: {Unknown(path)}");

    private static string Unknown(string path)
    {
        if (ConfigurationSchema.Find(path) is { IsMap: true })
        {
            return $"holds names and values; set one of them, for example {path}.security.protocol";
        }

        if (ConfigurationSchema.IsSection(path))
        {
            return $"is a section; set one of its keys, for example {ConfigurationSchema.Keys.First(key => key.Section == path).Path}";
        }

        return ConfigurationSchema.Nearest(path) is { } nearest
            ? $"there is no such key; did you mean {nearest}?"
            : "there is no such key; `streamrnn validate --reference` lists all";
    }
}
