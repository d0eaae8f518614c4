using StreamRnn.Worker.Commands;

namespace StreamRnn.Worker.Tests.Commands;

public sealed class CommandLineTests
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    [Theory]
    [InlineData("'vali' is not a command or option of streamrnn.\nSee `streamrnn --help`.\n", "vali")]
    [InlineData("Required command was not provided.\nSee `streamrnn --help`.\n")]
    [InlineData("'--confg' is not a command or option of streamrnn validate.\nSee `streamrnn validate --help`.\n", "validate", "--confg")]
    [InlineData("Option '--output' is required.\nSee `streamrnn detect --help`.\n", "detect", "a.csv")]
    [InlineData("Required argument missing for option: '--set'.\nSee `streamrnn validate --help`.\n", "validate", "--set")]
    public async Task Run_WrongUse_SaysWhatIsWrongAndExits2(string expected, params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(arguments));
        Assert.Equal(expected, error.ToString());
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Version_PrintsIt()
    {
        Assert.Equal(0, await RunAsync("--version"));
        Assert.Matches(@"\Astreamrnn \d+\.\d+\.\d+\n\z", output.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("detect")]
    [InlineData("validate")]
    public async Task Help_EveryCommand_HasExamplesThatAreItsOwn(string command)
    {
        Assert.Equal(0, await RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]));
        Assert.Contains($"Examples:\n  streamrnn {command}".TrimEnd(), output.ToString(), StringComparison.Ordinal);
        Assert.Empty(error.ToString());
    }

    [Fact]
    public async Task Validate_RightConfiguration_PrintsItAndExits0()
    {
        Assert.Equal(0, await RunAsync("validate", "--set", "windows.quiet=30m"));
        Assert.Contains("windows:\n  open: 0.5\n  quiet: 30m  # --set\n  update-interval: 10m\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_WrongConfiguration_PrintsEveryErrorAndExits2()
    {
        Assert.Equal(2, await RunAsync("validate", "--set", "windows.quiet=soon", "--set", "http.port=x"));
        Assert.Equal(
            "--set: windows.quiet: \"soon\" is not a duration; write for example 30s, 10m or 1h\n"
            + "--set: http.port: \"x\" is not a whole number; write for example 8080\n",
            error.ToString());
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Detect_BadNumber_SaysFileAndLineAndExits3()
    {
        string folder = Directory.CreateTempSubdirectory("streamrnn-detect-").FullName;
        try
        {
            string file = Path.Combine(folder, "pump.csv");
            await File.WriteAllTextAsync(file, "timestamp,value\n2026-01-31T12:00:00Z,1\n2026-01-31T12:01:00Z,warm\n");

            Assert.Equal(3, await RunAsync("detect", file, "--output", Path.Combine(folder, "detected")));
            Assert.StartsWith($"{file}:3: ", error.ToString(), StringComparison.Ordinal);
            Assert.Empty(output.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Detect_AFile_WritesItsScoresAndSaysSo()
    {
        string folder = Directory.CreateTempSubdirectory("streamrnn-detect-").FullName;
        try
        {
            string file = Path.Combine(folder, "pump.csv");
            await File.WriteAllTextAsync(file, "timestamp,value\n2026-01-31T12:00:00Z,1\n2026-01-31T12:01:00Z,2\n");
            string written = Path.Combine(folder, "detected", "pump.csv");

            Assert.Equal(0, await RunAsync("detect", file, "--output", Path.Combine(folder, "detected")));
            Assert.StartsWith($"{file}: 2 rows, 0 incidents -> {written} (", output.ToString(), StringComparison.Ordinal);
            Assert.Equal(3, (await File.ReadAllLinesAsync(written)).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(arguments, output, error);
}
