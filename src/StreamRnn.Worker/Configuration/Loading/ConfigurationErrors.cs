namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>What is wrong, one line an error, gathered so that all of it is said at once.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<string> messages = [];

    public IReadOnlyList<string> Messages => messages;

    public void Add(string origin, string problem) => messages.Add(Quotation.Harmless($"{origin}: {problem.TrimEnd()}"));

    public void AddUnknown(string origin, string path) =>
        Add(origin, $"{Quotation.Cut(path)}: there is no such key; did you mean {ConfigurationSchema.Nearest(path)}?");
}
