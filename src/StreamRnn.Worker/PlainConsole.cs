using Spectre.Console;

namespace StreamRnn.Worker;

/// <summary>A console for files, pipes and build logs: no colours, no control sequences, the same on every machine.</summary>
internal static class PlainConsole
{
    // Room for the tables; Spectre would otherwise guess a width from the surroundings.
    private const int Width = 160;

    public static IAnsiConsole On(TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = Width;
        return console;
    }
}
