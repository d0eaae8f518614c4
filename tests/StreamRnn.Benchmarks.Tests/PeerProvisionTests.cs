using StreamRnn.Tests;

namespace StreamRnn.Benchmarks.Tests;

/// <summary>benchmarks/peers/provide.sh: which peers this machine can have.</summary>
public sealed class PeerProvisionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("streamrnn-peers").FullName;

    [Fact]
    public async Task Links_HeaderOfAnotherPackage_IsFalseUntilTheLibraryIsThere()
    {
        string compiler = RequiredTool.OnPath("g++", "it tells whether a peer's library is there");
        await File.WriteAllTextAsync(Path.Combine(folder, "made-up.h"), "");

        Assert.Equal(1, (await LinksAsync()).ExitCode);

        (await ToolRun.Of(compiler, "", "-shared", "-x", "c++", "-", "-o", Path.Combine(folder, "libmade-up.so"))).OutputOfSuccess();
        (await LinksAsync()).OutputOfSuccess();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task<ToolRun> LinksAsync() => ToolRun.Of(
        "bash", "", "-c", $"export CPATH='{folder}' LIBRARY_PATH='{folder}'; source benchmarks/peers/provide.sh '{folder}'; links made-up.h -lmade-up");
}
