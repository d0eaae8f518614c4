using System.Collections;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Entries of the environment: <c>STREAMRNN_KAFKA__BOOTSTRAP_SERVERS</c> is kafka.bootstrap-servers. Variables without the double underscore are not keys and are left alone.</summary>
internal static class EnvironmentSource
{
    private const string Prefix = "STREAMRNN_";
    private const string Separator = "__";

    public static IEnumerable<ConfigurationEntry> Read(IDictionary environment, ConfigurationErrors errors)
    {
        foreach (string variable in environment.Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            if (!variable.StartsWith(Prefix, StringComparison.Ordinal) || !variable.Contains(Separator, StringComparison.Ordinal))
            {
                continue;
            }

            string origin = $"environment {variable}";
            string[] parts = variable[Prefix.Length..].ToLowerInvariant().Split(Separator);
            string path = string.Join('.', parts.Select(part => part.Replace('_', '-')));
            string text = (string?)environment[variable] ?? "";
            ConfigurationKey? key = parts.Length < 2 ? null : ConfigurationSchema.Find($"{Kebab(parts[0])}.{Kebab(parts[1])}");
            if (key is not null && key.IsMap && parts.Length == 3)
            {
                yield return new ConfigurationEntry(key, parts[2].Replace('_', '.'), [text], origin);
            }
            else if (key is not null && !key.IsMap && parts.Length == 2)
            {
                yield return ValueReader.Split(key, text, origin);
            }
            else
            {
                errors.AddUnknown(origin, path);
            }
        }
    }

    private static string Kebab(string part) => part.Replace('_', '-');
}
