using System.Collections;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Writes the effective configuration as YAML that loads again. Values that were written by somebody say where; secrets are masked.</summary>
internal static partial class ConfigurationPrinter
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Masked = "***";

    public static void Print(LoadedConfiguration configuration, TextWriter output)
    {
        foreach ((string section, _) in ConfigurationSchema.Sections)
        {
            output.WriteLine($"{section}:");
            foreach (ConfigurationKey key in ConfigurationSchema.Keys.Where(key => key.Section == section))
            {
                object value = key.Get(configuration.Options);
                if (key.ItemType is not null)
                {
                    PrintItems(configuration, key, [.. ((IEnumerable)value).Cast<object>()], output);
                    continue;
                }

                if (value is not ImmutableSortedDictionary<string, string> map)
                {
                    output.WriteLine($"  {key.Name}: {Yaml(value)}{Origin(configuration, key.Path)}");
                    continue;
                }

                output.WriteLine(map.IsEmpty ? $"  {key.Name}: {{}}" : $"  {key.Name}:");
                foreach ((string name, string text) in map)
                {
                    output.WriteLine($"    {name}: {(Yaml(Secret().IsMatch(name) ? Masked : text))}{Origin(configuration, $"{key.Path}.{name}")}");
                }
            }
        }
    }

    /// <summary>A list's items, each with the keys that are not at their defaults.</summary>
    private static void PrintItems(LoadedConfiguration configuration, ConfigurationKey list, object[] items, TextWriter output)
    {
        output.WriteLine($"  {list.Name}:{(items.Length == 0 ? " []" : "")}{Origin(configuration, list.Path)}");
        object defaults = Activator.CreateInstance(list.ItemType!)!;
        for (int index = 0; index < items.Length; index++)
        {
            string dash = "-";
            foreach ((ConfigurationKey key, ConfigurationKey unset) in ConfigurationKey.OfItem(items[index], $"{list.Path}[{index}]").Zip(ConfigurationKey.OfItem(defaults, "")))
            {
                object value = key.Get(configuration.Options);
                if (!value.Equals(unset.Get(configuration.Options)))
                {
                    output.WriteLine($"    {dash} {key.Name}: {Yaml(value)}{Origin(configuration, key.Path)}");
                    dash = " ";
                }
            }
        }
    }

    /// <summary>A value as YAML; a text that YAML would read as something else is quoted.</summary>
    public static string Yaml(object value) => value switch
    {
        string text when !text.All(Quotation.IsHarmless) => $"\"{string.Concat(text.Select(Escape))}\"",
        string text => Plain().IsMatch(text) ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        IReadOnlyList<string> list => $"[{string.Join(", ", list.Select(Yaml))}]",
        _ => ValueReader.Write(value),
    };

    /// <summary>A character within double quotes, where a certificate keeps its lines and a terminal is left alone.</summary>
    private static string Escape(char character) => character switch
    {
        '\n' => "\\n",
        '"' or '\\' => $"\\{character}",
        _ => Quotation.IsHarmless(character) ? character.ToString() : $"\\u{(int)character:X4}",
    };

    private static string Origin(LoadedConfiguration configuration, string path) =>
        configuration.Origins.TryGetValue(path, out string? origin) ? $"  # {origin}" : "";

    [GeneratedRegex(@"\A[A-Za-z0-9_/.][A-Za-z0-9_/.:-]*(?<!:)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex("password|secret|token|jaas|\\.key$|\\.pem$|sasl\\.oauthbearer\\.config", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
