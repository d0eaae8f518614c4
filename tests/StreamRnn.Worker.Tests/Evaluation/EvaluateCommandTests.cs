using System.Text.Json;
using System.Xml.Linq;

namespace StreamRnn.Worker.Tests.Evaluation;

public sealed class EvaluateCommandTests
{
    private const string TwoSeries = """{"a/pump.csv": [["1970-01-03 01:20:00.000000", "1970-01-03 02:05:00.000000"]], "quiet.csv": []}""";

    [Fact]
    public async Task Evaluate_Nab_ScoresEachSeriesAndHalf()
    {
        using var folder = new EvaluateFolder();
        AddNab(folder, TwoSeries);

        Assert.Equal(0, await folder.RunAsync("evaluate", "--suite", "nab", "@nab", "--output", "@out", "--plots", "--seeds", "2", "--ablation"));

        // Row 592, two days and 01:20, is where the anomaly begins: found at its first row, and never a false alarm.
        using JsonDocument json = JsonDocument.Parse(folder.Read("out/evaluation.json"));
        JsonElement totals = json.RootElement.GetProperty("totals");
        Assert.Equal(100, totals.GetProperty("all").GetProperty("NAB standard").GetProperty("mean").GetDouble(), 6);
        Assert.Equal(0, totals.GetProperty("all").GetProperty("NAB standard").GetProperty("deviation").GetDouble(), 6);
        Assert.Equal(1400, totals.GetProperty("all").GetProperty("rows").GetProperty("mean").GetDouble());
        Assert.Equal(
            ["learning", "networks", "slower scales", "pattern memory", "slow evidence", "sharp evidence", "running ranges"],
            json.RootElement.GetProperty("without").EnumerateObject().Select(part => part.Name));
        Assert.Equal([1, 2], json.RootElement.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetInt32()));
        Assert.Contains("NAB low FN, frozen", folder.Output, StringComparison.Ordinal);
        Assert.Contains("a/pump.csv", folder.Output, StringComparison.Ordinal);
        Assert.Equal(["001-pump.svg", "002-quiet.svg", "index.html"], folder.Folder("out/plots").GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Single(XDocument.Parse(folder.Read("out/plots/001-pump.svg")).Root!.Elements(), element => element.Attribute("class")?.Value == "label");
        Assert.Contains("001-pump.svg", folder.Read("out/plots/index.html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aiops", "delay-7 F1, event")]
    [InlineData("files", "AUC-PR")]
    public async Task Evaluate_LabelledFiles_PlainOrCompressed(string suite, string figure)
    {
        using var folder = new EvaluateFolder();
        folder.Add("kpis/one.csv", EvaluateFolder.Labelled(700, 600));
        folder.Add("kpis/deep/two.csv.gz", EvaluateFolder.Labelled(700, 600));

        Assert.Equal(0, await folder.RunAsync("evaluate", "--suite", suite, "@kpis", "--output", "@out"));

        using JsonDocument json = JsonDocument.Parse(folder.Read("out/evaluation.json"));
        JsonElement[] series = [.. json.RootElement.GetProperty("series").EnumerateArray()];
        Assert.Equal(["deep/two.csv", "one.csv"], series.Select(entry => entry.GetProperty("name").GetString()));
        Assert.Equal(series[0].GetProperty("figures").GetRawText(), series[1].GetProperty("figures").GetRawText());
        Assert.True(series[0].GetProperty("figures").GetProperty(figure).GetProperty("mean").GetDouble() > 0.5);
    }

    [Fact]
    public async Task Evaluate_Twice_GivesTheSameBytes()
    {
        using var folder = new EvaluateFolder();
        AddNab(folder, TwoSeries);

        await folder.RunAsync("evaluate", "--suite", "nab", "@nab", "--output", "@first");
        await folder.RunAsync("evaluate", "--suite", "nab", "@nab", "--output", "@second");

        Assert.Equal(folder.Read("first/evaluation.json"), folder.Read("second/evaluation.json"));
    }

    [Fact]
    public async Task Evaluate_Fleet_IsLeanUnlessToldOtherwise()
    {
        using var folder = new EvaluateFolder();
        folder.Add("kpis/one.csv", EvaluateFolder.Labelled(700, 600));
        folder.Add("kpis/two.csv", EvaluateFolder.Labelled(700, 600, second: 1));

        Assert.Equal(0, await folder.RunAsync("evaluate", "--suite", "files", "@kpis", "--fleet", "--output", "@fleet"));
        Assert.Equal(0, await folder.RunAsync("evaluate", "--suite", "files", "@kpis", "--fleet", "--memory", "rich", "--output", "@rich"));

        Assert.Contains("\"memory\": \"lean\"", folder.Read("fleet/evaluation.json"), StringComparison.Ordinal);
        Assert.Contains("\"fleet\": true", folder.Read("fleet/evaluation.json"), StringComparison.Ordinal);
        Assert.Contains("\"memory\": \"rich\"", folder.Read("rich/evaluation.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nab", "none", "none: no such folder; name a folder with data/ and labels/combined_windows.json")]
    [InlineData("files", "none", "none: no such folder; name a folder of CSV files")]
    [InlineData("files", "file.txt", "file.txt: is a file; name a folder of CSV files")]
    [InlineData("files", "nothing", "nothing: holds no CSV file; put files there that end in .csv or .csv.gz")]
    [InlineData("aiops", "seven", "seven/a.csv:3: column \"label\": \"7\" is no label; write 1 in each row of an anomaly and 0 in all others")]
    [InlineData("files", "word", "word/a.csv:2: column \"is_anomaly\": \"yes\" is no label; write 1 in each row of an anomaly and 0 in all others")]
    [InlineData("files", "unlabelled", "unlabelled/a.csv:1: the last column is \"value\" where the labels should be; name it label or is_anomaly, with 1 in each row of an anomaly and 0 in all others")]
    [InlineData("files", "only", "only/a.csv:1: there is no column of readings; put one before the labels")]
    [InlineData("files", "empty", "empty/a.csv:1: the file is empty; its first line must name the columns, such as timestamp,value")]
    [InlineData("files", "header", "header/a.csv:1: no reading follows the header")]
    [InlineData("files", "twice", "twice: holds a.csv both plain and compressed; take one of them out")]
    [InlineData("nab", "unnamed", "unnamed/labels/combined_windows.json: no such file; it names each series of data/ and the windows labelled in it")]
    public async Task Evaluate_BadFolder_SaysWhatWouldBeRightAndExits3(string suite, string name, string expected)
    {
        using var folder = new EvaluateFolder();
        folder.Add("file.txt", "x");
        folder.Add("nothing/readme.md", "x");
        folder.Add("seven/a.csv", "timestamp,value,label\n1,2,0\n2,3,7\n");
        folder.Add("word/a.csv", "value,is_anomaly\n1,yes\n");
        folder.Add("unlabelled/a.csv", "timestamp,value\n1,2\n");
        folder.Add("only/a.csv", "timestamp,label\n1,0\n");
        folder.Add("empty/a.csv", "");
        folder.Add("header/a.csv", "timestamp,value,label\n");
        folder.Add("twice/a.csv", "value,label\n1,0\n");
        folder.Add("twice/a.csv.gz", "value,label\n1,0\n");
        folder.Add("unnamed/data/a.csv", "timestamp,value\n1,2\n");

        Assert.Equal(3, await folder.RunAsync("evaluate", "--suite", suite, $"@{name}"));
        Assert.Equal(expected, folder.Error);
        Assert.Empty(folder.Output);
    }

    [Theory]
    [InlineData("""{"a/pump.csv": [], "quiet.csv": [], "gone.csv": []}""", "names \"gone.csv\", but there is no file nab/data/gone.csv; take the name out, or put the file there")]
    [InlineData("""{"quiet.csv": []}""", "doesn't name nab/data/a/pump.csv; add it, with [] where it has no anomaly")]
    [InlineData("""{"a/pump.csv": [["soon", "later"]], "quiet.csv": []}""", "a window of \"a/pump.csv\" is [soon, later]; a window is its first and its last time, such as [\"2014-04-10 07:15:00\", \"2014-04-11 16:45:00\"]")]
    [InlineData("""{"a/pump.csv": [["1970-01-02"]], "quiet.csv": []}""", "a window of \"a/pump.csv\" is [1970-01-02]; a window is its first and its last time, such as [\"2014-04-10 07:15:00\", \"2014-04-11 16:45:00\"]")]
    [InlineData("""{"a/pump.csv": [["1970-01-03", "1970-01-02"]], "quiet.csv": []}""", "a window of \"a/pump.csv\" is [1970-01-03, 1970-01-02]; a window is its first and its last time, such as [\"2014-04-10 07:15:00\", \"2014-04-11 16:45:00\"]")]
    [InlineData("""{"a/pump.csv": null, "quiet.csv": []}""", "a window of \"a/pump.csv\" is []; a window is its first and its last time, such as [\"2014-04-10 07:15:00\", \"2014-04-11 16:45:00\"]")]
    [InlineData("""{}""", "doesn't name nab/data/a/pump.csv; add it, with [] where it has no anomaly")]
    public async Task Evaluate_BadNabLabels_NamesThemAndExits3(string labels, string expected)
    {
        using var folder = new EvaluateFolder();
        AddNab(folder, labels);

        Assert.Equal(3, await folder.RunAsync("evaluate", "--suite", "nab", "@nab"));
        Assert.Equal($"nab/labels/combined_windows.json: {expected}", folder.Error);
    }

    [Fact]
    public async Task Evaluate_LabelsThatAreNoJson_NamesTheirLineAndExits3()
    {
        using var folder = new EvaluateFolder();
        AddNab(folder, "{\n\"quiet.csv\": 7}");

        Assert.Equal(3, await folder.RunAsync("evaluate", "--suite", "nab", "@nab"));
        Assert.StartsWith("nab/labels/combined_windows.json:2: is not a JSON object of files with their windows; write {", folder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_WindowThatEndsAtNoRow_NamesFileAndTimeAndExits3()
    {
        using var folder = new EvaluateFolder();
        AddNab(folder, """{"a/pump.csv": [["1970-01-03 01:20:00", "1970-01-03 02:06:00"]], "quiet.csv": []}""");

        Assert.Equal(3, await folder.RunAsync("evaluate", "--suite", "nab", "@nab"));
        Assert.Equal("nab/data/a/pump.csv: no row has the time 1970-01-03 02:06:00, at which a labelled window ends; windows begin and end at times of rows", folder.Error);
    }

    [Fact]
    public async Task Evaluate_FleetOfDifferentFeatures_NamesTheOddOneAndExits3()
    {
        using var folder = new EvaluateFolder();
        folder.Add("kpis/a.csv", "value,label\n1,0\n");
        folder.Add("kpis/b.csv", "value,other,label\n1,2,0\n");

        Assert.Equal(3, await folder.RunAsync("evaluate", "--suite", "files", "@kpis", "--fleet"));
        Assert.Equal("kpis/b.csv: has 2 columns of readings where kpis/a.csv has 1; a fleet's streams have the same features", folder.Error);
    }

    [Fact]
    public async Task Evaluate_OutputThatIsAFile_SaysSoAndExits2()
    {
        using var folder = new EvaluateFolder();
        folder.Add("kpis/a.csv", "value,label\n1,0\n");
        folder.Add("out", "x");

        Assert.Equal(2, await folder.RunAsync("evaluate", "--suite", "files", "@kpis", "--output", "@out"));
        Assert.Equal("--output out: is a file; name a folder", folder.Error);
    }

    [Fact]
    public async Task Evaluate_OutputThatCannotBeWritten_SaysWhyAndExits1()
    {
        using var folder = new EvaluateFolder();
        folder.Add("kpis/a.csv", "value,label\n1,0\n");
        folder.Add("out/evaluation.json/x", "x");

        Assert.Equal(1, await folder.RunAsync("evaluate", "--suite", "files", "@kpis", "--output", "@out"));
        Assert.StartsWith("--output out: can't be written: ", folder.Error, StringComparison.Ordinal);
    }

    private static void AddNab(EvaluateFolder folder, string labels)
    {
        folder.Add("nab/data/a/pump.csv", EvaluateFolder.Plain(700, 592));
        folder.Add("nab/data/quiet.csv", EvaluateFolder.Plain(700, 9999));
        folder.Add("nab/data/README.md", "x");
        folder.Add("nab/labels/combined_windows.json", labels);
    }
}
