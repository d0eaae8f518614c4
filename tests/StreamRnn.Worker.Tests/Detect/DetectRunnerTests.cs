using System.Globalization;
using System.IO.Compression;
using System.Text;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Detect;

namespace StreamRnn.Worker.Tests.Detect;

public sealed class DetectRunnerTests
{
    [Fact]
    public void Run_OneFeature_WritesARowPerRowWithTimeAndReadingAsTheyStood()
    {
        using var folder = new DetectFolder();
        FileInfo input = folder.Add("pump.csv", "timestamp,flow\n2014-07-01 00:00:00,1.50\n2014-07-01T00:05:00Z,+2e0\n1404173400,\n1404173700000,NaN\n2014-07-01 00:20:00,\"3\"\n");

        Assert.Equal(ExitCode.Done, folder.Run(input));

        string[][] rows = folder.Rows("pump.csv");
        Assert.Equal("timestamp,value,forecast,lower,upper,surprise,score,event,incident", string.Join(',', rows[0]));
        Assert.Equal(["2014-07-01 00:00:00", "2014-07-01T00:05:00Z", "1404173400", "1404173700000", "2014-07-01 00:20:00"], rows.Skip(1).Select(row => row[0]));
        Assert.Equal(["1.50", "+2e0", "", "NaN", "3"], rows.Skip(1).Select(row => row[1]));
        Assert.All(rows, row => Assert.Equal(9, row.Length));
        Assert.DoesNotContain('\r', folder.Read("pump.csv"));
        Assert.EndsWith("\n", folder.Read("pump.csv"), StringComparison.Ordinal);
        Assert.Equal("", folder.Error);
    }

    [Fact]
    public void Run_SeveralFeatures_NamesAndGroupsTheirColumns()
    {
        using var folder = new DetectFolder();

        Assert.Equal(ExitCode.Done, folder.Run(folder.Add("in.csv", "time,score,\"a \"\"b\"\", c\"\n1,2,3\n2,,4\n")));

        string[] lines = folder.Read("in.csv").Split('\n');
        Assert.Equal(
            "timestamp,value_score,\"value_a \"\"b\"\", c\",forecast_score,\"forecast_a \"\"b\"\", c\",lower_score,\"lower_a \"\"b\"\", c\",upper_score,\"upper_a \"\"b\"\", c\",surprise,score,event,incident",
            lines[0]);
        Assert.StartsWith("1,2,3,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("2,,4,", lines[2], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public void Run_WithoutATimeColumn_NumbersTheRowsFromZero()
    {
        using var folder = new DetectFolder();

        Assert.Equal(ExitCode.Done, folder.Run(folder.Add("in.csv", "value\n5\n6\n7\n")));

        Assert.Equal(["0", "1", "2"], folder.Rows("in.csv").Skip(1).Select(row => row[0]));
        Assert.Equal(["5", "6", "7"], folder.Rows("in.csv").Skip(1).Select(row => row[1]));
    }

    [Theory]
    [InlineData("Timestamp", null)]
    [InlineData("TIME", null)]
    [InlineData("ts", null)]
    [InlineData(" ts ", null)]
    [InlineData("date", "date")]
    public void Run_FirstColumnNamedAsTime_IsTheTime(string header, string? timeColumn)
    {
        using var folder = new DetectFolder();

        Assert.Equal(ExitCode.Done, folder.Run(timeColumn, null, default, folder.Add("in.csv", header + ",value\n2026-01-31,5\n")));

        Assert.Equal("2026-01-31", folder.Rows("in.csv")[1][0]);
    }

    [Fact]
    public void Run_TimeColumnNamedInTheMiddle_IsTakenOutOfTheFeatures()
    {
        using var folder = new DetectFolder();

        Assert.Equal(ExitCode.Done, folder.Run("when", null, default, folder.Add("in.csv", "a,when,ts\n1,2026-01-31,7\n")));

        string[][] rows = folder.Rows("in.csv");
        Assert.Equal(["timestamp", "value_a", "value_ts"], rows[0].Take(3));
        Assert.Equal(["2026-01-31", "1", "7"], rows[1].Take(3));
    }

    [Fact]
    public void Run_ByteOrderMarkWindowsLineEndsAndBlankLines_ReadAsThoughTheyWereNotThere()
    {
        using var folder = new DetectFolder();
        FileInfo plain = folder.Add("plain.csv", "timestamp,value\n1,2\n2,3\n");
        FileInfo windows = folder.Add("windows.csv", [0xEF, 0xBB, 0xBF, .. "timestamp,value\r\n1,2\r\n\r\n2,3"u8]);

        Assert.Equal(ExitCode.Done, folder.Run(plain, windows));

        Assert.Equal(folder.Read("plain.csv"), folder.Read("windows.csv"));
    }

    [Fact]
    public void Run_RowsOutOfOrderOrTwice_AllHaveTheirRow()
    {
        using var folder = new DetectFolder();

        Assert.Equal(ExitCode.Done, folder.Run(folder.Add("in.csv", "timestamp,value\n2026-01-31,1\n2026-01-31,1\n1970-01-01,1\n0001-01-01,1\n9999-12-31,1\n2026-01-31,1\n")));

        Assert.Equal(7, folder.Rows("in.csv").Length);
    }

    [Fact]
    public void Run_RowOfTheYear9999_LeavesTheRowsAndIncidentsAfterItAsTheyAre()
    {
        using var folder = new DetectFolder();
        string[] rows = Waves(600).TrimEnd('\n').Split('\n');
        rows[450] = "135000,70";
        string plain = "timestamp,value\n" + string.Join('\n', rows) + "\n";
        rows[400] = "9999-12-31" + rows[400][rows[400].IndexOf(',', StringComparison.Ordinal)..];
        string wrong = "timestamp,value\n" + string.Join('\n', rows) + "\n";

        Assert.Equal(ExitCode.Done, folder.Run(folder.Add("plain.csv", plain), folder.Add("wrong.csv", wrong)));

        string[] expected = [.. folder.Rows("plain.csv").Select(row => row[^1])];
        string[] incidents = [.. folder.Rows("wrong.csv").Select(row => row[^1])];
        Assert.Equal(expected, incidents);
        Assert.Equal(450, Array.FindIndex(incidents, 1, id => id.Length > 0) - 1);
        Assert.InRange(Array.FindLastIndex(incidents, id => id.Length > 0), 451, 480);
    }

    [Fact]
    public void Run_RowWithoutAnyReading_StaysWithoutAnEvent()
    {
        using var folder = new DetectFolder();

        Assert.Equal(ExitCode.Done, folder.Run(folder.Add("in.csv", "timestamp,a,b\n" + Waves(400, features: 2) + "900000,,nan\n")));

        string[] last = folder.Rows("in.csv")[^1];
        Assert.Equal(["900000", "", "nan"], last[..3]);
        Assert.Equal(["0", "0", ""], last[^3..]);
    }

    [Fact]
    public void Run_RowThatRepeatsTheOneBefore_HasItsRowAndChangesNoOther()
    {
        using var folder = new DetectFolder();
        string[] rows = Waves(500).TrimEnd('\n').Split('\n');
        string once = "timestamp,value\n" + string.Join('\n', rows) + "\n";
        string twice = "timestamp,value\n" + string.Join('\n', rows[..401]) + "\n" + string.Join('\n', rows[400..]) + "\n";

        Assert.Equal(ExitCode.Done, folder.Run(folder.Add("once.csv", once), folder.Add("twice.csv", twice)));

        Assert.Equal("twice.csv: 1 of 501 rows repeat the one before them, time and readings, and have no scores; --set input.duplicates=keep takes them in" + Environment.NewLine, folder.Error);
        List<string[]> written = [.. folder.Rows("twice.csv")];
        Assert.Equal([.. rows[400].Split(','), "", "", "", "0", "0", "0", ""], written[402]);
        written.RemoveAt(402);
        Assert.Equal(folder.Rows("once.csv"), written);
    }

    [Fact]
    public void Run_RowThatRepeatsTheOneBeforeWhereTheyAreKept_IsTakenIn()
    {
        using var folder = new DetectFolder { Lane = new LaneOptions { RejectDuplicates = false } };
        string[] rows = Waves(400).TrimEnd('\n').Split('\n');

        Assert.Equal(ExitCode.Done, folder.Run(folder.Add("in.csv", "timestamp,value\n" + string.Join('\n', rows) + "\n" + rows[^1] + "\n")));

        Assert.All(folder.Rows("in.csv")[^1][2..5], Assert.NotEmpty);
    }

    [Fact]
    public void Run_AnotherNameOrAnotherTime_GivesTheSameBytes()
    {
        using var folder = new DetectFolder();
        string content = "timestamp,value\n" + Waves(2000);

        folder.Run(folder.Add("first.csv", content), folder.Add("second.csv", content));
        string first = folder.Read("first.csv");
        folder.Run(folder.In("first.csv"));

        Assert.Equal(first, folder.Read("second.csv"));
        Assert.Equal(first, folder.Read("first.csv"));
    }

    [Fact]
    public void Run_FileCutShort_GivesTheSameRowsUpToTheCut()
    {
        using var folder = new DetectFolder();
        string content = "timestamp,value\n" + Waves(2000);
        string cut = string.Join('\n', content.Split('\n').Take(1501)) + "\n";

        folder.Run(folder.Add("whole.csv", content), folder.Add("cut.csv", cut));

        Assert.StartsWith(folder.Read("cut.csv"), folder.Read("whole.csv"), StringComparison.Ordinal);
        Assert.Equal(1501, folder.Rows("cut.csv").Length);
    }

    [Fact]
    public void Run_CompressedFile_ReadsAsThePlainOne()
    {
        using var folder = new DetectFolder();
        string content = "timestamp,value\n" + Waves(400);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(content));
        }

        Assert.Equal(ExitCode.Done, folder.Run(folder.Add("plain.csv", content), folder.Add("packed.csv.gz", compressed.ToArray())));

        Assert.Equal(["packed.csv", "plain.csv"], folder.OutputFiles);
        Assert.Equal(folder.Read("plain.csv"), folder.Read("packed.csv"));
    }

    [Fact]
    public void Run_FileThatOnlyClaimsToBeCompressed_IsNamed()
    {
        using var folder = new DetectFolder();

        Assert.Equal(ExitCode.BadInput, folder.Run(folder.Add("in.csv.gz", "timestamp,value\n1,2\n")));

        Assert.StartsWith("in.csv.gz: can't be read on: ", folder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Numbers_ReadBackToTheSameBits()
    {
        using var folder = new DetectFolder();

        folder.Run(folder.Add("in.csv", "timestamp,value\n" + Waves(1000)));

        IEnumerable<string> numbers = folder.Rows("in.csv").Skip(1).SelectMany(row => row[2..8]).Where(cell => cell.Length > 0);
        Assert.All(numbers, cell => Assert.Equal(cell, double.Parse(cell, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Run_WithProgress_TellsEachFileOnceItIsDone()
    {
        using var folder = new DetectFolder();
        var progress = new Recorder();

        folder.Run(null, progress, default, folder.Add("a.csv", "value\n1\n"), folder.Add("b.csv", "value\n1\n2\n"), folder.Add("c.csv", "value\nx\n"));

        Assert.Equal([("a.csv", "a.csv", 1L, 0L), ("b.csv", "b.csv", 2L, 0L)], progress.Done);
    }

    /// <summary>A wave with a ripple that repeats only after many rows, five minutes apart; no two features alike.</summary>
    private static string Waves(int rows, int features = 1)
    {
        var content = new StringBuilder();
        for (int row = 0; row < rows; row++)
        {
            content.Append(CultureInfo.InvariantCulture, $"{row * 300}");
            for (int feature = 0; feature < features; feature++)
            {
                content.Append(CultureInfo.InvariantCulture, $",{Math.Round(20 + feature + 5 * Math.Sin(row * 0.1) + Math.Sin(row * (1.7 + feature)), 3)}");
            }

            content.Append('\n');
        }

        return content.ToString();
    }

    private sealed class Recorder : IDetectProgress
    {
        public List<(string File, string Output, long Rows, long Incidents)> Done { get; } = [];

        public void Advanced(FileInfo file, long rows, double rowsPerSecond) => Assert.True(rows > 0 && rowsPerSecond > 0);

        public void Finished(FileInfo file, FileInfo output, long rows, long incidents, double rowsPerSecond) => Done.Add((file.Name, output.Name, rows, incidents));
    }
}
