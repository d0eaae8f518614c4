using System.CommandLine;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Commands;

/// <summary><c>--config</c> and <c>--set</c>, the same for every command that is configured.</summary>
internal sealed class ConfigurationFlags
{
    private readonly Option<string?> file = new("--config", "-c")
    {
        Description = "Configuration file, YAML. Without it all keys are at their defaults.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> set = new("--set")
    {
        Description = "Sets one key over the file and the environment; may be repeated.",
        HelpName = "KEY=VALUE",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(file);
        command.Options.Add(set);
    }

    /// <summary>Loads the configuration and says on standard error what may not be meant as it is.</summary>
    /// <exception cref="InvalidConfigurationException">With one line an error.</exception>
    public LoadedConfiguration Load(ParseResult parsed)
    {
        LoadedConfiguration loaded = ConfigurationLoader.Load(parsed.GetValue(file), parsed.GetValue(set) ?? []);
        foreach (string warning in loaded.Warnings)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"warning: {warning}");
        }

        return loaded;
    }

    /// <summary>As <see cref="Load"/>, and the Kafka client takes its properties too.</summary>
    /// <exception cref="InvalidConfigurationException">With one line an error.</exception>
    public LoadedConfiguration LoadForKafka(ParseResult parsed)
    {
        LoadedConfiguration loaded = Load(parsed);
        ClientCheck.Run(loaded);
        return loaded;
    }
}
