using StreamRnn.Benchmarks.Commands;

namespace StreamRnn.Benchmarks.Tests;

public sealed class BenchmarkCommandsTests
{
    [Theory]
    [InlineData("worker", "own", "many")]
    [InlineData("latency", "--rate", "fast")]
    [InlineData("lanes", "--never")]
    [InlineData("--plots")]
    public async Task Run_WrongUse_EndsWithTwo(params string[] arguments) =>
        Assert.Equal(2, await BenchmarkCommands.RunAsync(arguments));

    [Fact]
    public async Task Run_PlotsOfAnEmptyFolder_LeavesThemOut()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Assert.Equal(0, await BenchmarkCommands.RunAsync(["plots", folder]));
            Assert.Empty(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}
