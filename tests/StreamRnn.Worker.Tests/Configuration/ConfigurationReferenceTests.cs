using System.Globalization;
using System.Text.RegularExpressions;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

public sealed class ConfigurationReferenceTests
{
    [Fact]
    public void Write_IsWhatDocsHold()
    {
        var reference = new StringWriter { NewLine = "\n" };
        ConfigurationReference.Write(reference);

        string page = File.ReadAllText(RepositoryRoot.At("docs/configuration.md"));

        Assert.True(
            reference.ToString() == page,
            "docs/configuration.md is not what the options say; write it anew: dotnet run --project src/StreamRnn.Worker -- validate --reference > docs/configuration.md");
    }

    [Theory]
    [InlineData(StreamMemory.Lean)]
    [InlineData(StreamMemory.Rich)]
    public void Docs_SizesOfAStream_AreThoseOfTheEstimate(StreamMemory memory)
    {
        string[] lines = File.ReadAllLines(RepositoryRoot.At("docs/configuration.md"));
        int title = Array.FindIndex(lines, line => line.StartsWith($"| {memory.ToString().ToLowerInvariant()}: hidden units |", StringComparison.Ordinal));
        int[] features = [.. Cells(lines[title]).Skip(1).Select(cell => int.Parse(cell.Split(' ')[0], CultureInfo.InvariantCulture))];
        string[][] rows = [.. lines.Skip(title + 2).TakeWhile(line => line.StartsWith('|')).Select(Cells)];
        Assert.Contains("16", rows.Select(row => row[0]));
        Assert.Contains(8, features);
        foreach (string[] row in rows)
        {
            int hiddenUnits = int.Parse(row[0], CultureInfo.InvariantCulture);
            Assert.Equal(features.Select(count => Kibibytes(memory, hiddenUnits, count)), row[1..]);
        }
    }

    [Fact]
    public void Readme_SizesOfItsExamplesStreams_AreThoseOfTheEstimate()
    {
        // The example reads two features and leaves the hidden units as they are.
        Match sizes = Regex.Match(File.ReadAllText(RepositoryRoot.At("README.md")), "memory: lean +# ([0-9.]+) KiB a stream of two features; rich .* takes ([0-9.]+) KiB");
        Assert.Equal(Kibibytes(StreamMemory.Lean, 0, 2), sizes.Groups[1].Value);
        Assert.Equal(Kibibytes(StreamMemory.Rich, 0, 2), sizes.Groups[2].Value);
    }

    private static string[] Cells(string line) => line.Trim('|').Split('|', StringSplitOptions.TrimEntries);

    private static string Kibibytes(StreamMemory memory, int hiddenUnits, int features)
    {
        MemoryEstimate estimate = MemoryEstimate.Of(new LaneOptions { Memory = memory, HiddenUnits = hiddenUnits, Features = features });
        return (estimate.Rows / 1024.0 / estimate.Capacity).ToString("F1", CultureInfo.InvariantCulture);
    }
}
