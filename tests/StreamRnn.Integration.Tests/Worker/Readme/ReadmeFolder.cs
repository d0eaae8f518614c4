using System.Text.RegularExpressions;

namespace StreamRnn.Integration.Tests.Worker.Readme;

/// <summary>A folder where the README's commands run: its example files, the repository's readings, and <c>streamrnn</c> as a command.</summary>
internal sealed partial class ReadmeFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("streamrnn-readme-").FullName;

    public ReadmeFolder(IEnumerable<ReadmeBlock> blocks)
    {
        foreach (ReadmeBlock block in blocks.Where(block => block.Title is not null))
        {
            File.WriteAllText(Path.Combine(folder, block.Title!), block.Text);
        }

        Directory.CreateSymbolicLink(Path.Combine(folder, "src"), RepositoryRoot.At("src"));
    }

    /// <summary>A file's absolute path.</summary>
    public string At(string name) => Path.Combine(folder, name);

    /// <summary>
    /// What a command prints: its output, and where it fails its errors too. build.sh would build the repository that the
    /// tests run from, so its commands go straight to the program that it would start; rates, which differ from machine to
    /// machine, are shown as N.
    /// </summary>
    public async Task<string[]> RunAsync(string command)
    {
        string program = $"streamrnn() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "streamrnn.dll")}' \"$@\"; }}";
        ToolRun run = await ToolRun.In(folder, "bash", "", "-c", $"{program}; {command.Replace("./build.sh ", "streamrnn ", StringComparison.Ordinal)}");
        string printed = run.ExitCode == 0 ? run.Output : run.Output + run.Errors;
        return Rate().Replace(printed, "(N rows/s)").TrimEnd('\n').Split('\n');
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [GeneratedRegex(@"\([0-9,]+ rows/s\)", RegexOptions.CultureInvariant)]
    private static partial Regex Rate();
}
