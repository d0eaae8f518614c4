using System.Collections;
using System.Text.RegularExpressions;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Entries of the environment: <c>STREAMRNN_KAFKA__BOOTSTRAP_SERVERS</c> is kafka.bootstrap-servers.</summary>
internal static partial class EnvironmentSource
{
    private const string Prefix = "STREAMRNN_";
    private const string Separator = "__";

    /// <summary>What build, tests and benchmarks are told by the same environment.</summary>
    private static readonly string[] OfTheBuild = ["STREAMRNN_CACHE", "STREAMRNN_PACKAGES", "STREAMRNN_PEERS", "STREAMRNN_REQUIRE_TOOLS", "STREAMRNN_UPDATE_README"];

    public static IEnumerable<ConfigurationEntry> Read(IDictionary environment, ConfigurationErrors errors)
    {
        foreach (string variable in Variables(environment).Where(IsKey))
        {
            string origin = $"environment {variable}";
            string[] parts = variable[Prefix.Length..].ToLowerInvariant().Split(Separator);
            string path = string.Join('.', parts.Select(part => part.Replace('_', '-')));
            string text = (string?)environment[variable] ?? "";
            ConfigurationKey? key = parts.Length < 2 ? null : ConfigurationSchema.Find($"{Kebab(parts[0])}.{Kebab(parts[1])}");
            if (key is not null && key.IsMap && parts.Length == 3)
            {
                yield return new ConfigurationEntry(key, parts[2].Replace('_', '.'), [text], origin);
            }
            else if (key is { ItemType: not null } && parts.Length == 2)
            {
                if (ItemSource.ReadText(key, text, origin, errors) is { } items)
                {
                    yield return items;
                }
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

    /// <summary>
    /// A line for each variable that is named as if it were ours and sets nothing. No errors: whoever starts the worker need not be the one who set them.
    /// </summary>
    public static IEnumerable<string> Warnings(IDictionary environment)
    {
        foreach (string variable in Variables(environment).Where(static variable => !IsKey(variable) && !OfTheBuild.Contains(variable, StringComparer.Ordinal)))
        {
            if (!OfAService().IsMatch($"{variable}={environment[variable]}"))
            {
                string advice = Nearest(variable) is { } nearest ? $"did you mean {nearest}?" : $"a key is written for example {VariableOf(ConfigurationSchema.Keys[0])}";
                yield return Quotation.Harmless($"environment {variable}: sets nothing; {advice}");
            }
        }
    }

    private static IEnumerable<string> Variables(IDictionary environment) =>
        environment.Keys.Cast<string>().Where(static variable => variable.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static bool IsKey(string variable) => variable.Contains(Separator, StringComparison.Ordinal);

    private static string? Nearest(string variable)
    {
        // A property of the Kafka client may have any name: what stands before it tells.
        string? map = ConfigurationSchema.Keys.Where(static key => key.IsMap).Select(VariableOf)
            .FirstOrDefault(map => variable.StartsWith($"{map.Replace(Separator, "_", StringComparison.Ordinal)}_", StringComparison.Ordinal));
        if (map is not null)
        {
            return $"{map}{Separator}{variable[map.Length..]}";
        }

        string name = variable[Prefix.Length..];
        string[] known = [.. ConfigurationSchema.Keys.Select(VariableOf)];
        return known.FirstOrDefault(key => key.EndsWith($"{Separator}{name}", StringComparison.Ordinal))
            ?? (ConfigurationSchema.Nearest(name, known.Select(static key => key[Prefix.Length..])) is { } nearest ? $"{Prefix}{nearest}" : null);
    }

    private static string VariableOf(ConfigurationKey key) => $"{Prefix}{key.Section}{Separator}{key.Name}".Replace('-', '_').ToUpperInvariant();

    private static string Kebab(string part) => part.Replace('_', '-');

    /// <summary>What Kubernetes tells of a Service whose name begins with ours: <c>STREAMRNN_SERVICE_HOST</c>, <c>STREAMRNN_PORT=tcp://10.0.0.7:8080</c> and others.</summary>
    [GeneratedRegex(@"\A[A-Z0-9_]+(_SERVICE_HOST=|_SERVICE_PORT(_[A-Z0-9_]+)?=|_PORT=[a-z]+://|_PORT_[0-9]+_(TCP|UDP|SCTP)(_[A-Z]+)?=)", RegexOptions.CultureInvariant)]
    private static partial Regex OfAService();
}
