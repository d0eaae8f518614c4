using System.Collections.Immutable;
using StreamRnn.Worker.Configuration.Values;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Writes docs/configuration.md from the options' own descriptions, limits and defaults.</summary>
internal static class ConfigurationReference
{
    private const string StreamsSection = "streams";

    public static void Write(TextWriter output)
    {
        output.WriteLine("""
            # Configuration

            One YAML file, given with `--config FILE`. The environment overrides it, and `--set` overrides both:

            | where | how `kafka.group-id` is written |
            |---|---|
            | file | `kafka:` and, further in on the next line, `group-id: pumps` |
            | environment | `STREAMRNN_KAFKA__GROUP_ID=pumps` |
            | flag | `--set kafka.group-id=pumps` |

            Every key has a default. A key that is not listed here is an error; a variable that begins with `STREAMRNN_` and lacks the
            double underscore sets nothing and is warned of. `streamrnn validate --config FILE` prints all errors at once, or the
            configuration as it will be used with the place where each value was set.

            Durations are written with a unit: `250ms`, `30s`, `10m`, `1h`, `1h30m`, `30d`. So are sizes: `512B`, `64KiB`, `16MiB`,
            `1GiB`. A list is written as `[a, b]` in the file, and as `a,b` in the environment and in flags. A list of items that have keys of their own is
            written behind dashes in the file, and as `[{name: a, …}, {name: b, …}]` in the environment and in flags.

            This page is made by `streamrnn validate --reference`.
            """);
        foreach ((string section, string description) in ConfigurationSchema.Sections)
        {
            output.WriteLine();
            output.WriteLine($"## {section}");
            output.WriteLine();
            output.WriteLine(description);
            output.WriteLine();
            ConfigurationKey[] keys = [.. ConfigurationSchema.Keys.Where(key => key.Section == section)];
            WriteKeys(output, keys, static key => key.Path);
            foreach (ConfigurationKey list in keys.Where(static key => key.ItemType is not null))
            {
                output.WriteLine();
                output.WriteLine($"Each item of `{list.Path}`:");
                output.WriteLine();
                WriteKeys(output, [.. ConfigurationKey.OfItem(Activator.CreateInstance(list.ItemType!)!, list.Path)], static key => key.Name);
            }

            if (section == StreamsSection)
            {
                RowSizes.Write(output);
            }
        }
    }

    private static void WriteKeys(TextWriter output, ConfigurationKey[] keys, Func<ConfigurationKey, string> nameOf)
    {
        output.WriteLine("| key | default | values | |");
        output.WriteLine("|---|---|---|---|");
        foreach (ConfigurationKey key in keys)
        {
            output.WriteLine($"| `{nameOf(key)}` | {Default(key)} | {Values(key)} | {key.Description} |");
        }
    }

    private static string Default(ConfigurationKey key) => key.Get(new WorkerOptions()) switch
    {
        ImmutableSortedDictionary<string, string> or "" => "none",
        _ when key.ItemType is not null => "none",
        { } value => $"`{ConfigurationPrinter.Yaml(value)}`",
    };

    private static string Values(ConfigurationKey key)
    {
        string kind = key.Type switch
        {
            { } type when type == typeof(TimeSpan) => "duration",
            { } type when type == typeof(ByteSize) => "size",
            { } type when type == typeof(bool) => "`true`, `false`",
            { } type when type == typeof(int) || type == typeof(long) => "whole number",
            { } type when type == typeof(double) => "number",
            { IsEnum: true } type => string.Join(", ", ValueReader.NamesOf(type).Select(name => $"`{name}`")),
            _ when key.IsList => "list",
            _ when key.ItemType is not null => "list of items, see below",
            _ when key.IsMap => "names and values",
            _ => "text",
        };
        return key.Constraint is { } constraint ? $"{kind}, {constraint.Allowed}" : kind;
    }
}
