using System.ComponentModel;
using System.Reflection;
using System.Text;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>All keys, read once from <see cref="WorkerOptions"/>: the loader, the printer and the reference look here.</summary>
internal static class ConfigurationSchema
{
    private const int MaxPathLength = 100;

    /// <summary>Section names with what they are about, in order.</summary>
    public static IReadOnlyList<(string Name, string Description)> Sections { get; } =
        [.. SectionProperties().Select(section => (KebabCase(section.Name), DescriptionOf(section.PropertyType)))];

    /// <summary>All keys, in order.</summary>
    public static IReadOnlyList<ConfigurationKey> Keys { get; } =
        [.. SectionProperties().SelectMany(section => KeyProperties(section.PropertyType).Select(key => new ConfigurationKey(section, key)))];

    public static bool IsSection(string name) => Sections.Any(section => section.Name == name);

    public static ConfigurationKey? Find(string path) => Keys.FirstOrDefault(key => key.Path == path);

    /// <summary>The key of names and values that <paramref name="path"/> stands in: kafka.client for <c>kafka.client.client.id</c>; or null.</summary>
    public static ConfigurationKey? FindMapOf(string path) =>
        Keys.FirstOrDefault(key => key.IsMap && path.Length > key.Path.Length + 1 && path.StartsWith($"{key.Path}.", StringComparison.Ordinal));

    /// <summary>The key or section that <paramref name="path"/>, which is none, most likely means: one with the same last part, else the fewest edits away; null where nothing is like it.</summary>
    public static string? Nearest(string path)
    {
        string name = path[(path.LastIndexOf('.') + 1)..];
        IEnumerable<string> known = path.Contains('.', StringComparison.Ordinal) ? [] : Sections.Select(section => section.Name);
        return Keys.FirstOrDefault(key => key.Name == name)?.Path ?? Nearest(path, known.Concat(Keys.Select(key => key.Path)));
    }

    /// <summary>The candidate that is the fewest edits away; null where it takes as many as half of the text has characters.</summary>
    public static string? Nearest(string text, IEnumerable<string> candidates)
    {
        // No candidate is nearly as long; what is cut off could only cost time.
        text = text[..Math.Min(text.Length, MaxPathLength)];
        (string Candidate, int Edits) nearest = candidates.Select(candidate => (candidate, EditDistance(text, candidate))).MinBy(static known => known.Item2);
        return 2 * nearest.Edits < text.Length ? nearest.Candidate : null;
    }

    /// <summary><c>BootstrapServers</c> → <c>bootstrap-servers</c>.</summary>
    public static string KebabCase(string name)
    {
        var kebab = new StringBuilder();
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && kebab.Length > 0)
            {
                kebab.Append('-');
            }

            kebab.Append(char.ToLowerInvariant(letter));
        }

        return kebab.ToString();
    }

    private static PropertyInfo[] SectionProperties() =>
        typeof(WorkerOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    /// <summary>The properties that are keys: all that can be set.</summary>
    public static PropertyInfo[] KeyProperties(Type section) =>
        [.. section.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(static property => property.CanWrite)];

    private static string DescriptionOf(Type section) =>
        section.GetCustomAttribute<DescriptionAttribute>()?.Description ?? throw new InvalidOperationException($"{section.Name} has no description");

    /// <summary>Levenshtein's distance: insertions, deletions and replacements.</summary>
    private static int EditDistance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[to.Length];
    }
}
