using System.Collections;
using System.Text;
using System.Text.RegularExpressions;
using NJsonSchema;
using StreamRnn.Integration.Tests.Brokers;
using StreamRnn.Kafka.Parsing;
using StreamRnn.Worker.Alerts;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Integration.Tests.Worker.Readme;

/// <summary>The README says what is so: its commands print what it shows, its examples are taken by the program.</summary>
[Collection(BrokerCollection.Name)]
public sealed partial class ReadmeTests
{
    private static readonly string Page = RepositoryRoot.At("README.md");

    /// <summary>Runs every command. With STREAMRNN_UPDATE_README=1 the page is written anew with what they print.</summary>
    [Fact]
    public async Task EveryCommand_PrintsWhatIsShown()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The README's commands are for bash.");
        string[] page = await File.ReadAllLinesAsync(Page);
        ReadmeBlock[] blocks = [.. ReadmeBlock.Of(page)];
        using var folder = new ReadmeFolder(blocks);
        List<string> expected = [.. page];

        // From the last to the first, as a block's length may change.
        foreach (ReadmeBlock block in blocks.Where(block => block.Language == "console").Reverse())
        {
            List<(string Command, string[] Shown, string[] Printed)> steps = [];
            foreach ((string command, string[] shown) in ConsoleBlock.Steps(block))
            {
                steps.Add((command, shown, await folder.RunAsync(command)));
            }

            expected.RemoveRange(block.FirstLine, block.Lines.Length);
            expected.InsertRange(block.FirstLine, ConsoleBlock.Render(steps));
        }

        if (Environment.GetEnvironmentVariable("STREAMRNN_UPDATE_README") == "1")
        {
            await File.WriteAllTextAsync(Page, string.Join('\n', expected) + "\n");
        }
        else
        {
            Assert.Equal(string.Join('\n', expected), string.Join('\n', page));
        }
    }

    [Fact]
    public async Task TheAlert_FollowsTheSchema()
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(Encoding.UTF8.GetString(AlertSchema.Json.Span));

        Assert.Empty(schema.Validate(BlockOf("alert.json").Text));
    }

    [Fact]
    public void TheReading_IsTakenInByTheConfiguration()
    {
        using var folder = new ReadmeFolder([BlockOf("streamrnn.yaml")]);
        WorkerOptions options = ConfigurationLoader.Load(folder.At("streamrnn.yaml"), new Hashtable(), []).Options;
        var parser = new SensorEventParser(options.ToInputOptions());
        var reading = new ParsedReading(parser.Features);

        Assert.Equal(RejectReason.None, parser.Parse("pump-7"u8, Encoding.UTF8.GetBytes(BlockOf("reading.json").Text), SensorEventParser.NoTimestamp, reading));
        Assert.Equal([71.3, 0.02], reading.Values.ToArray());
        Assert.Equal(["temperature", "vibration"], options.FeatureNames());
    }

    [Fact]
    public async Task EveryLink_LeadsSomewhere()
    {
        string page = await File.ReadAllTextAsync(Page);

        Assert.All(
            Link().Matches(page).Select(match => match.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal)),
            target => Assert.True(File.Exists(RepositoryRoot.At(target)), $"README.md leads to {target}, which is not there."));
    }

    private static ReadmeBlock BlockOf(string title) => ReadmeBlock.Of(File.ReadAllLines(Page)).Single(block => block.Title == title);

    [GeneratedRegex(@"\]\((?<target>[^)]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
