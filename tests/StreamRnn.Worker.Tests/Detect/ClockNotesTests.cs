namespace StreamRnn.Worker.Tests.Detect;

public sealed class ClockNotesTests
{
    [Theory]
    [InlineData("value\n1\n2\n", "in.csv: has no time column, so its rows are read as even steps without a clock; --time NAME names one\n")]
    [InlineData("value,ts\n1,1769860800\n2,1769860860\n", "in.csv: has no time column, so its rows are read as even steps without a clock; if \"ts\" is the time and no reading, say --time ts\n")]
    [InlineData("time,value\n5,1\n4,1\n4,2\n9,2\n8,2\n", "in.csv: time runs backwards in 2 of 5 rows, first in line 3; rows are taken in the order of the file\n")]
    [InlineData("\ntime,value\n1769860800,1\n253402300799999,1\n1769860860,1\n1769860920,1\n", "in.csv: time runs backwards in 1 of 4 rows, first in line 5; rows are taken in the order of the file\n")]
    [InlineData("time,value\n1,1\n1,2\n2,1\n", "")]
    [InlineData("time,value\n-60,1\n0,1\n", "")]
    public void Run_AClockThatMaySurprise_IsSaidOnce(string content, string expected)
    {
        using var folder = new DetectFolder();

        Assert.Equal(ExitCode.Done, folder.Run(folder.Add("in.csv", content)));

        Assert.Equal(expected.Replace("\n", Environment.NewLine, StringComparison.Ordinal), folder.Error);
        Assert.Equal(content.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, folder.Rows("in.csv").Length);
    }
}
