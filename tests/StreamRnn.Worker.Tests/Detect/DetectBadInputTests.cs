using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Detect;

namespace StreamRnn.Worker.Tests.Detect;

public sealed class DetectBadInputTests
{
    public static TheoryData<string, string> Faults => new()
    {
        { "", "in.csv:1: the file is empty; its first line must name the columns, such as timestamp,value" },
        { "\n\n", "in.csv:1: the file is empty; its first line must name the columns, such as timestamp,value" },
        { "timestamp,value\n", "in.csv:1: no reading follows the header" },
        { "1769860800,71.3\n1769860860,71.4\n", "in.csv:1: the first line holds readings where the column names should be; put a header above it, such as timestamp,value" },
        { "2026-01-31 12:00:00,71.3\n", "in.csv:1: the first line holds readings where the column names should be; put a header above it, such as timestamp,value" },
        { "timestamp\n1\n", "in.csv:1: the only column, \"timestamp\", is the time; add a column of readings" },
        { "timestamp;value\n1;2\n", "in.csv:1: the columns look separated by semicolons; separate them by commas" },
        { "timestamp\tvalue\n1\t2\n", "in.csv:1: the columns look separated by tabs; separate them by commas" },
        { "timestamp,,b\n1,2,3\n", "in.csv:1: column 2 has no name; name it, or take it out" },
        { "timestamp,a, a\n1,2,3\n", "in.csv:1: two columns are named \"a\"; name each differently" },
        { "\ntimestamp,value\n1,2\n2,abc\n", "in.csv:4: column \"value\": \"abc\" is not a number; write a decimal number, or leave the cell empty" },
        { "timestamp,value\n1,\"1,5\"\n", "in.csv:2: column \"value\": \"1,5\" is not a number; write a decimal number, or leave the cell empty" },
        { "timestamp,value\n1,1e308\n", "in.csv:2: column \"value\": \"1e308\" is out of range; readings lie within ±1e30, and an empty cell is a missing reading" },
        { "timestamp,value\n1,-1e999\n", "in.csv:2: column \"value\": \"-1e999\" is out of range; readings lie within ±1e30, and an empty cell is a missing reading" },
        { "timestamp,value\n1,Infinity\n", "in.csv:2: column \"value\": \"Infinity\" is out of range; readings lie within ±1e30, and an empty cell is a missing reading" },
        { "timestamp,value\nnoon,1\n", "in.csv:2: column \"timestamp\": \"noon\" is not a time within the years 1 to 9999; write ISO 8601 (2026-01-31T12:00:00Z), or Unix seconds or milliseconds" },
        { "timestamp,value\n,1\n", "in.csv:2: column \"timestamp\": \"\" is not a time within the years 1 to 9999; write ISO 8601 (2026-01-31T12:00:00Z), or Unix seconds or milliseconds" },
        { "timestamp,value\n1,2,3\n", "in.csv:2: 3 cells where the header names 2 columns; leave the cell of a missing reading empty" },
        { "timestamp,value\n1,2\n3\n", "in.csv:3: 1 cell where the header names 2 columns; leave the cell of a missing reading empty" },
        { "value,ts\n1,noon\n", "in.csv:2: column \"ts\": \"noon\" is not a number; write a decimal number, or leave the cell empty; if this column is the time, say --time ts" },
        { "timestamp,value\n1,2\n2,\"3\n3,4\n", "in.csv:3: a quote is misplaced or never closed, or the row is longer than 1 MiB; a quoted cell begins and ends with a quote, and a quote within it is doubled" },
        { "timestamp,value\n1,\"2\"x\n", "in.csv:2: a quote is misplaced or never closed, or the row is longer than 1 MiB; a quoted cell begins and ends with a quote, and a quote within it is doubled" },
        { "timestamp,value\n1,\u001b[31m0123456789012345678901234567890123456789\n", "in.csv:2: column \"value\": \"\uFFFD[31m01234567890123456789012345678901234…\" is not a number; write a decimal number, or leave the cell empty" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Run_FileWithAFault_EndsWithThreeAndNamesFileLineAndRemedy(string content, string message)
    {
        using var folder = new DetectFolder();

        int exitCode = folder.Run(folder.Add("in.csv", content));

        Assert.Equal(message + Environment.NewLine, folder.Error);
        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Empty(folder.OutputFiles);
    }

    [Fact]
    public void Run_BytesThatAreNotUtf8_SaysWhere()
    {
        using var folder = new DetectFolder();
        byte[] badCell = [.. "timestamp,value\n1,2\n2,"u8, 0xC3, 0x28, (byte)'\n'];
        byte[] badHeader = [.. "timestamp,k"u8, 0xFC, .. "hl\n1,2\n"u8];

        Assert.Equal(ExitCode.BadInput, folder.Run(folder.Add("cell.csv", badCell), folder.Add("header.csv", badHeader)));

        Assert.Equal(
            "cell.csv:3: column \"value\": \"\uFFFD(\" is not UTF-8 text; save the file as a UTF-8 CSV" + Environment.NewLine
            + "header.csv:1: the name of column 2 is not UTF-8 text; save the file as a UTF-8 CSV" + Environment.NewLine, folder.Error);
    }

    [Fact]
    public void Run_AHugeCell_IsRefusedWithoutHoldingTheFile()
    {
        using var folder = new DetectFolder();
        FileInfo file = folder.Add("in.csv", "timestamp,value\n1,\"" + new string('7', 10_000_000) + "\n");

        Assert.Equal(ExitCode.BadInput, folder.Run(file));

        Assert.StartsWith("in.csv:2: a quote is misplaced or never closed, or the row is longer than 1 MiB", folder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MoreThan64Features_SaysHowManyAreRead()
    {
        using var folder = new DetectFolder();

        Assert.Equal(ExitCode.BadInput, folder.Run(folder.Add("in.csv", "time," + string.Join(',', Enumerable.Range(0, 65).Select(i => $"f{i}")) + "\n")));

        Assert.Equal("in.csv:1: 65 columns of readings; at most 64 are read together" + Environment.NewLine, folder.Error);
    }

    [Fact]
    public void Run_TimeColumnThatIsNotThere_ListsThoseThatAre()
    {
        using var folder = new DetectFolder();

        Assert.Equal(ExitCode.BadInput, folder.Run("when", null, default, folder.Add("in.csv", "date,value\n1,2\n")));

        Assert.Equal("in.csv:1: no column is named \"when\", which --time asks for; there are \"date\", \"value\"" + Environment.NewLine, folder.Error);
    }

    [Fact]
    public void Run_FolderOrMissingFile_IsBadInput()
    {
        using var folder = new DetectFolder();
        folder.In("sub").Directory!.CreateSubdirectory("sub");

        Assert.Equal(ExitCode.BadInput, folder.Run(folder.In("sub"), folder.In("none.csv"), folder.In("nowhere/none2.csv")));

        Assert.Equal(
            "sub: is a folder; name the CSV files in it" + Environment.NewLine
            + "none.csv: no such file" + Environment.NewLine
            + "nowhere/none2.csv: no such file" + Environment.NewLine, folder.Error);
    }

    [Fact]
    public void Run_OneBadFileAmongGood_WritesTheGoodAndKeepsAnOlderOutputOfTheBad()
    {
        using var folder = new DetectFolder();
        FileInfo good = folder.Add("good.csv", "timestamp,value\n1,2\n");
        FileInfo bad = folder.Add("bad.csv", "timestamp,value\n1,2\n2,x\n");
        folder.Add("out/bad.csv", "before");

        Assert.Equal(ExitCode.BadInput, folder.Run(bad, good));

        Assert.Equal(["bad.csv", "good.csv"], folder.OutputFiles);
        Assert.Equal("before", folder.Read("bad.csv"));
        Assert.Equal(2, folder.Rows("good.csv").Length);
    }

    [Fact]
    public void Run_TwoFilesOfOneName_IsWrongUse()
    {
        using var folder = new DetectFolder();

        Assert.Equal(ExitCode.WrongUse, folder.Run(folder.Add("a/in.csv", "value\n1\n"), folder.Add("b/in.txt", "value\n1\n")));

        Assert.Equal("a/in.csv and b/in.txt would both be written to out/in.csv; give them different names, or run them one by one into different folders" + Environment.NewLine, folder.Error);
        Assert.Empty(folder.OutputFiles);
    }

    [Fact]
    public void Run_OutputOverItsOwnInput_IsWrongUse()
    {
        using var folder = new DetectFolder();
        FileInfo input = folder.Add("out/in.csv", "value\n1\n");

        Assert.Equal(ExitCode.WrongUse, folder.Run(input));

        Assert.Equal("--output out: out/in.csv would be overwritten; name another folder" + Environment.NewLine, folder.Error);
        Assert.Equal("value\n1\n", folder.Read("in.csv"));
    }

    [Fact]
    public void Run_OutputIsAFile_IsWrongUse()
    {
        using var folder = new DetectFolder();
        folder.Add("out", "");

        Assert.Equal(ExitCode.WrongUse, folder.Run(folder.Add("in.csv", "value\n1\n")));

        Assert.Equal("--output out: is a file; name a folder" + Environment.NewLine, folder.Error);
    }

    [Fact]
    public void Run_OutputBelowAFile_SaysThatTheFolderCannotBeMade()
    {
        using var folder = new DetectFolder();
        FileInfo file = folder.Add("in.csv", "value\n1\n");

        (int exitCode, string error) = RunTo(Path.Combine(file.FullName, "out"), file);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Matches(@"\A--output .*in\.csv.out: the folder can't be made: .+; name one in a folder that can be written\r?\n\z", error);
    }

    [Fact]
    public void Run_OutputWhereTheSystemMakesNoFolder_SaysSo()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "This machine has no folder that is the system's own.");
        using var folder = new DetectFolder();

        (int exitCode, string error) = RunTo("/proc/x", folder.Add("in.csv", "value\n1\n"));

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Equal("--output /proc/x: the folder can't be made: the system refuses it there; name one in a folder that can be written" + Environment.NewLine, error);
    }

    private static (int ExitCode, string Error) RunTo(string output, FileInfo file)
    {
        var error = new StringWriter();
        int exitCode = new DetectRunner(new LaneOptions(), new IncidentOptions(), null).Run([file], new DirectoryInfo(output), null, error, CancellationToken.None);
        return (exitCode, error.ToString());
    }

    [Fact]
    public void Run_OutputThatCannotBeWritten_Fails()
    {
        using var folder = new DetectFolder();
        folder.In("out/in.csv.partial").Directory!.Create();
        folder.In("out/in.csv.partial").Directory!.CreateSubdirectory("in.csv.partial");

        Assert.Equal(ExitCode.Failed, folder.Run(folder.Add("in.csv", "value\n1\n")));

        Assert.StartsWith("out: can't be written: ", folder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_LeavesNothingHalfWritten()
    {
        using var folder = new DetectFolder();
        var content = new StringBuilder("value\n");
        for (int row = 0; row < 3000; row++)
        {
            content.Append(row % 7).Append('\n');
        }

        Assert.Equal(ExitCode.Failed, folder.Run(null, null, new CancellationToken(canceled: true), folder.Add("in.csv", content.ToString())));

        Assert.Empty(folder.OutputFiles);
    }
}
