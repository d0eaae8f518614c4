using System.Diagnostics;
using StreamRnn.Tests;

namespace StreamRnn.Benchmarks.Tests;

/// <summary>benchmarks/peers/provide.sh: which peers this machine can have.</summary>
public sealed class PeerProvisionTests : IDisposable
{
    // Far beyond what a compiler takes for an empty program; only a failure gets there.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("streamrnn-peers").FullName;

    [Fact]
    public async Task Links_HeaderOfAnotherPackage_IsFalseUntilTheLibraryIsThere()
    {
        string compiler = RequiredTool.OnPath("g++", "it tells whether a peer's library is there");
        await File.WriteAllTextAsync(Path.Combine(folder, "made-up.h"), "");

        Assert.Equal(1, await RunAsync("bash", "-c", $"source '{RepositoryRoot.At("benchmarks/peers/provide.sh")}' '{folder}'; links made-up.h -lmade-up"));

        Assert.Equal(0, await RunAsync(compiler, "-shared", "-x", "c++", "/dev/null", "-o", Path.Combine(folder, "libmade-up.so")));
        Assert.Equal(0, await RunAsync("bash", "-c", $"source '{RepositoryRoot.At("benchmarks/peers/provide.sh")}' '{folder}'; links made-up.h -lmade-up"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<int> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment["CPATH"] = start.Environment["LIBRARY_PATH"] = folder;
        using Process process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(patience);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }
}
