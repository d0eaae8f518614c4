namespace StreamRnn.Integration.Tests.Worker.Readme;

/// <summary>A console block: lines that begin with <c>$ </c> are commands, those below them what they print. A line of three dots stands for lines left out.</summary>
internal static class ConsoleBlock
{
    private const string Prompt = "$ ";
    private const string Anything = "...";

    /// <summary>The commands with what is shown of their output.</summary>
    public static IEnumerable<(string Command, string[] Shown)> Steps(ReadmeBlock block)
    {
        for (int line = 0; line < block.Lines.Length; line++)
        {
            Assert.StartsWith(Prompt, block.Lines[line], StringComparison.Ordinal);
            string command = block.Lines[line][Prompt.Length..];
            string[] shown = [.. block.Lines.Skip(line + 1).TakeWhile(shown => !shown.StartsWith(Prompt, StringComparison.Ordinal))];
            line += shown.Length;
            yield return (command, shown);
        }
    }

    /// <summary>The block as it should stand: each command's output, with as much left out as now.</summary>
    public static string[] Render(IEnumerable<(string Command, string[] Shown, string[] Printed)> steps) =>
        [.. steps.SelectMany(step => Abridge(step.Shown, step.Printed).Prepend(Prompt + step.Command))];

    private static IEnumerable<string> Abridge(string[] shown, string[] printed)
    {
        int dots = Array.IndexOf(shown, Anything);
        int after = shown.Length - dots - 1;
        return dots < 0 || dots + after >= printed.Length
            ? printed
            : [.. printed.Take(dots), Anything, .. printed.TakeLast(after)];
    }
}
