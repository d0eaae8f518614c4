using System.Collections;
using System.Collections.Immutable;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Makes the options from the file, the environment and the flags; a later one wins, key by key. All that is wrong is said at once.</summary>
internal static class ConfigurationLoader
{
    /// <summary>Loads the process's own configuration. <paramref name="file"/> may be null.</summary>
    /// <exception cref="InvalidConfigurationException">With one line an error.</exception>
    public static LoadedConfiguration Load(string? file, IEnumerable<string> flags) => Load(file, Environment.GetEnvironmentVariables(), flags);

    /// <inheritdoc cref="Load(string?, IEnumerable{string})"/>
    public static LoadedConfiguration Load(string? file, IDictionary environment, IEnumerable<string> flags)
    {
        var errors = new ConfigurationErrors();
        IEnumerable<ConfigurationEntry> entries = ReadFile(file, errors).Concat(EnvironmentSource.Read(environment, errors)).Concat(FlagSource.Read(flags, errors));
        var options = new WorkerOptions();
        var origins = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ConfigurationEntry entry in entries)
        {
            string problem = "";
            object? value = entry.Value ?? ValueReader.Read(entry, out problem);
            if (value is null)
            {
                errors.Add(entry.Origin, $"{entry.Path}: {problem}");
                continue;
            }

            origins[entry.Path] = entry.Origin;
            foreach ((string path, string origin) in entry.Origins)
            {
                origins[path] = origin;
            }

            entry.Key.Set(options, entry.Property is null
                ? value
                : ((ImmutableSortedDictionary<string, string>)entry.Key.Get(options)).SetItem(entry.Property, (string)value));
        }

        if (errors.Messages.Count == 0)
        {
            CrossChecks.Run(options, origins, errors);
        }

        return errors.Messages.Count == 0
            ? new LoadedConfiguration(options, origins, [.. EnvironmentSource.Warnings(environment)])
            : throw new InvalidConfigurationException(errors.Messages);
    }

    private static IEnumerable<ConfigurationEntry> ReadFile(string? file, ConfigurationErrors errors) =>
        file is not null && ConfigurationFile.Read(file, errors) is { } text ? new YamlSource(file, errors).Read(text) : [];
}

/// <summary>Valid options.</summary>
/// <param name="Options">The options.</param>
/// <param name="Origins">Where each key that is not at its default was written.</param>
/// <param name="Warnings">What keeps nothing from starting but may not be what was meant, a line each.</param>
internal sealed record LoadedConfiguration(WorkerOptions Options, IReadOnlyDictionary<string, string> Origins, IReadOnlyList<string> Warnings);
