using StreamRnn.Benchmarks.Detection;
using StreamRnn.Benchmarks.Targets;

namespace StreamRnn.Benchmarks.Tests;

public sealed class DetectionScoresTests
{
    [Fact]
    public void Run_NoData_LeavesEveryTargetOutAndSaysWhy()
    {
        var report = new Report(TextWriter.Null);

        Assert.True(DetectionScores.Run(report, "nowhere", quick: false));

        Assert.Equal(
            TargetCatalogue.All.Where(target => target.Part == "detection").Select(target => target.Name).Order(StringComparer.Ordinal),
            report.Results.Targets.Select(result => result.Name).Order(StringComparer.Ordinal));
        Assert.All(report.Results.Targets, result => Assert.Contains("bench detection DATA names another folder", result.LeftOut, StringComparison.Ordinal));
    }

    [Fact]
    public void Run_FolderThatIsNoNab_SaysWhatItLacksAndFails()
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory();
        try
        {
            data.CreateSubdirectory("nab");
            var written = new StringWriter();

            Assert.False(DetectionScores.Run(new Report(written), data.FullName, quick: true));
            Assert.Contains("combined_windows.json: no such file", written.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
