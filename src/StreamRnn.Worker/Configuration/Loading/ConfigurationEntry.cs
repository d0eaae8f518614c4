using System.Collections.Immutable;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>A key's value as it was written, before it is understood.</summary>
/// <param name="Key">The key.</param>
/// <param name="Property">For a key that is a map, the name within it; else null.</param>
/// <param name="Items">One text, or a list's texts.</param>
/// <param name="Origin">Where it was written: <c>streamrnn.yaml:12</c>, <c>environment STREAMRNN_…</c> or <c>--set</c>.</param>
internal sealed record ConfigurationEntry(ConfigurationKey Key, string? Property, IReadOnlyList<string> Items, string Origin)
{
    /// <summary>What was read already, of a list of items; else null.</summary>
    public object? Value { get; init; }

    /// <summary>Where the items and their keys were written.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The key in full, as errors name it.</summary>
    public string Path => Property is null ? Key.Path : $"{Key.Path}.{Property}";
}
