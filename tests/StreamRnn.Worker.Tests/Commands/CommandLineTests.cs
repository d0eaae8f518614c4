using StreamRnn.Core.Streams;
using StreamRnn.Worker.Commands;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;

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
    [InlineData("--partitions: '0' is not a number of partitions from 1 to 10000.\nSee `streamrnn estimate --help`.\n", "estimate", "--partitions", "0")]
    [InlineData("--partitions: 'few' is not a number of partitions from 1 to 10000.\nSee `streamrnn estimate --help`.\n", "estimate", "--partitions", "few")]
    [InlineData("FILE: '' names no file.\nSee `streamrnn detect --help`.\n", "detect", "a.csv", "", "--output", "x")]
    [InlineData("--output: '' names no folder.\nSee `streamrnn detect --help`.\n", "detect", "a.csv", "--output", "")]
    [InlineData("--suite: 'yahoo' is not one of nab, aiops, files, fleet.\nSee `streamrnn evaluate --help`.\n", "evaluate", "--suite", "yahoo", "x")]
    [InlineData("Option '--suite' is required.\nSee `streamrnn evaluate --help`.\n", "evaluate", "x")]
    [InlineData("--seeds: '0' is not a number of runs from 1 to 100.\nSee `streamrnn evaluate --help`.\n", "evaluate", "--suite", "nab", "x", "--seeds", "0")]
    [InlineData("--memory: 'auto' is not one of lean, rich.\nSee `streamrnn evaluate --help`.\n", "evaluate", "--suite", "nab", "x", "--memory", "auto")]
    [InlineData("--plots: say with --output DIR into which folder.\nSee `streamrnn evaluate --help`.\n", "evaluate", "--suite", "nab", "x", "--plots")]
    [InlineData("--streams: '0' is not a whole number from 1 to 1000000.\nSee `streamrnn evaluate --help`.\n", "evaluate", "--suite", "fleet", "--streams", "0")]
    [InlineData("--interval: '2h' is not a span from 1s to 1h, such as 30s or 5m.\nSee `streamrnn evaluate --help`.\n", "evaluate", "--suite", "fleet", "--interval", "2h")]
    [InlineData("DIR: '' names no folder.\nSee `streamrnn evaluate --help`.\n", "evaluate", "--suite", "nab", "")]
    [InlineData("Required argument missing for option: '--set'.\nSee `streamrnn validate --help`.\n", "validate", "--set")]
    public async Task Run_WrongUse_SaysWhatIsWrongAndExits2(string expected, params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(arguments));
        Assert.Equal(expected, error.ToString());
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData("DIR: --suite nab needs a folder of series\n", "--suite", "nab")]
    [InlineData("DIR: --suite fleet makes its own streams; leave the folder out\n", "--suite", "fleet", "x")]
    [InlineData("--ablation: --suite fleet runs the whole detector only\n", "--suite", "fleet", "--ablation")]
    [InlineData("--plots: --suite fleet draws nothing\n", "--suite", "fleet", "--plots", "--output", "x")]
    [InlineData("--days: is for --suite fleet alone\n", "--suite", "aiops", "x", "--days", "3")]
    [InlineData("--anomalies: 9 a stream don't fit; 12 days have room for 8\n", "--suite", "fleet", "--anomalies", "9")]
    public async Task Evaluate_WhatItsSuiteHasNoUseFor_SaysSoAndExits2(string expected, params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(["evaluate", .. arguments]));
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
    [InlineData("evaluate")]
    [InlineData("generate")]
    [InlineData("estimate")]
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
        Assert.Contains("windows:\n  open: 0.97\n  close: 0\n  quiet: 30m  # --set\n  max-quiet: 8h\n  update-interval: 10m\n  storm-incidents: 100\n  storm-within: 10m\n  groups: []\n", output.ToString(), StringComparison.Ordinal);
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

    [Theory]
    [InlineData("streams.capacity=-1", "streams.capacity: -1 is out of range; it must be 0 to 16777216")]
    [InlineData("streams.capacity=16777217", "streams.capacity: 16777217 is out of range; it must be 0 to 16777216")]
    [InlineData("model.hidden-units=4", "model.hidden-units: 4 is out of range; it must be 0 to 256 in steps of 8")]
    [InlineData("model.hidden-units=36", "model.hidden-units: 36 is out of range; it must be 0 to 256 in steps of 8")]
    [InlineData("model.hidden-units=264", "model.hidden-units: 264 is out of range; it must be 0 to 256 in steps of 8")]
    [InlineData("model.layers=0", "model.layers: 0 is out of range; it must be 1 to 4")]
    [InlineData("model.layers=5", "model.layers: 5 is out of range; it must be 1 to 4")]
    public async Task AnyCommand_SizeOutOfRange_NamesKeyValueAndRangeAndExits2(string setting, string expected)
    {
        foreach (string command in (string[])["validate", "estimate", "run"])
        {
            error.GetStringBuilder().Clear();
            Assert.Equal(2, await RunAsync(command, "--set", setting));
            Assert.Equal($"--set: {expected}\n", error.ToString());
        }

        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Connecting_AMechanismIsMissing_SaysWhichKeyBeforeAnythingStarts()
    {
        string[] protocol = ["--set", "kafka.client.security.protocol=SASL_SSL"];
        foreach (string command in (string[])["validate", "run"])
        {
            error.GetStringBuilder().Clear();
            Assert.Equal(2, await RunAsync([command, .. protocol]));
            Assert.Equal("--set: kafka.client.sasl.mechanism: is missing; SASL_SSL needs PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER\n", error.ToString());
        }

        Assert.Equal(0, await RunAsync(["estimate", .. protocol]));
    }

    [Fact]
    public async Task AnyCommand_MoreThan64Features_NamesKeyAndRangeAndExits2()
    {
        string values = string.Join(',', Enumerable.Range(0, 65).Select(feature => $"/values/{feature}"));
        foreach (string command in (string[])["validate", "estimate", "run"])
        {
            error.GetStringBuilder().Clear();
            Assert.Equal(2, await RunAsync(command, "--set", $"input.values={values}"));
            Assert.StartsWith("--set: input.values: ", error.ToString(), StringComparison.Ordinal);
            Assert.EndsWith("can't be used; it must be 1 to 64 different JSON pointers such as /value\n", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_LessMemoryThanAskedFor_SaysHowMuchIsMissingAndExits2()
    {
        Assert.Equal(2, await RunAsync("run", "--set", "streams.capacity=16777216", "--set", "streams.memory=rich", "--set", "streams.budget=1024GiB"));
        Assert.Matches(
            @"\Astreams\.capacity: 16,777,216 streams in rich memory on 1 partition need [\d,]+ MiB, [\d,]+ MiB more than the [\d,.]+ MiB that this machine or its container has; lower streams\.capacity, set streams\.memory=lean, or give the worker more memory; see `streamrnn estimate`\n\z",
            error.ToString());
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Estimate_AFleet_PrintsTheFormAndEveryPart()
    {
        Assert.Equal(0, await RunAsync("estimate", "--set", "streams.capacity=1000", "--set", "streams.memory=lean", "--partitions", "3"));
        WorkerMemory memory = new(new WorkerOptions { Streams = new StreamsSection { Capacity = 1000, Memory = StreamMemory.Lean } }, partitions: 3);
        string text = output.ToString();
        Assert.StartsWith("Memory lean: streams.memory says so.\n1,000 streams a partition, ", text, StringComparison.Ordinal);
        Assert.Contains(" bytes each; 3,000 streams in all.\n", text, StringComparison.Ordinal);
        string[][] rows = [.. text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]).Where(row => row[0].Length > 0)];
        Assert.Equal(
            [
                ["Part", "Bytes a stream", "MiB"],
                ["streams' rows", $"{memory.Lane.Layout.RowBytes}.0", WorkerMemory.Mebibytes(memory.Lane.Rows)],
                ["index", "16.4", WorkerMemory.Mebibytes(memory.Lane.Index)],
                ["names of up to 28 bytes", "36.0", WorkerMemory.Mebibytes(memory.Lane.Names)],
                ["weights and optimiser", "", WorkerMemory.Mebibytes(memory.Lane.Weights)],
                ["training scratch", "", WorkerMemory.Mebibytes(memory.Lane.Training)],
                ["batch buffers", "", WorkerMemory.Mebibytes(memory.Lane.BatchBuffers)],
                ["one partition", "", WorkerMemory.Mebibytes(memory.Lane.Total)],
                ["partitions: 3", "", WorkerMemory.Mebibytes(3 * memory.Lane.Total)],
                ["records read ahead, at most", "", WorkerMemory.Mebibytes(memory.ReadAheadBytes)],
                ["runtime and clients", "", WorkerMemory.Mebibytes(WorkerMemory.BaseBytes)],
                ["worker", "", WorkerMemory.Mebibytes(memory.TotalBytes)],
            ],
            rows);
        Assert.Empty(error.ToString());
    }

    [Fact]
    public async Task Estimate_MoreThanThisMachineHas_PrintsItAllTheSameAndExits1()
    {
        Assert.Equal(1, await RunAsync("estimate", "--set", "streams.capacity=16777216", "--set", "streams.memory=rich", "--partitions", "12"));
        Assert.Contains("| partitions: 12", output.ToString(), StringComparison.Ordinal);
        Assert.Matches(
            @"\AThis would not run here: streams\.capacity: 16,777,216 streams in rich memory on 12 partitions need [\d,]+ MiB, [\d,]+ MiB more than the [\d,.]+ MiB that this machine or its container has, where not even one would fit; lower streams\.capacity, set streams\.memory=lean, or give the worker more memory\n\z",
            error.ToString());
    }

    [Fact]
    public async Task Validate_AVariableThatSetsNothing_WarnsAndExits0()
    {
        // A process of its own: the environment is that of all tests.
        ToolRun run = await ToolRun.Of("env", "", "STREAMRNN_KAFKA_GROUP_ID=pumps", "dotnet", Path.Combine(AppContext.BaseDirectory, "streamrnn.dll"), "validate");

        Assert.Equal((0, "warning: environment STREAMRNN_KAFKA_GROUP_ID: sets nothing; did you mean STREAMRNN_KAFKA__GROUP_ID?\n"), (run.ExitCode, run.Errors));
        Assert.Contains("  group-id: streamrnn\n", run.Output, StringComparison.Ordinal);
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

    // A worker that starts against expectation would run until it is told to stop.
    private Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(arguments, output, error).WaitAsync(TimeSpan.FromMinutes(1));
}
