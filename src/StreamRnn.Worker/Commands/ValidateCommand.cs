using System.CommandLine;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Commands;

/// <summary><c>streamrnn validate</c>: checks the configuration and prints it as it will be used.</summary>
internal static class ValidateCommand
{
    public static readonly string[] Examples =
    [
        "streamrnn validate --config streamrnn.yaml",
        "streamrnn validate --config streamrnn.yaml --set windows.quiet=30m",
        "streamrnn validate --reference > configuration.md",
    ];

    public static Command Create()
    {
        var flags = new ConfigurationFlags();
        var reference = new Option<bool>("--reference") { Description = "Print the reference of all keys, in Markdown, instead." };
        var command = new Command("validate", "Check the configuration and print it as it will be used, with the place where each value was set.");
        flags.AddTo(command);
        command.Options.Add(reference);
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(reference))
            {
                ConfigurationReference.Write(output);
            }
            else
            {
                ConfigurationPrinter.Print(flags.LoadForKafka(parsed), output);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
