using StreamRnn.Worker.Hosting;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class MachineMemoryTests : IDisposable
{
    private const long Kibibyte = 1024;
    private const long MachineBytes = 8_000_000 * Kibibyte;

    private readonly string root = Directory.CreateTempSubdirectory("streamrnn-memory-").FullName;

    public MachineMemoryTests() => Write("proc/meminfo", "MemTotal:        8000000 kB\nMemFree:          500000 kB\n");

    [Fact]
    public void AvailableBytes_NoControlGroups_IsTheMachines() => Assert.Equal(MachineBytes, MachineMemory.AvailableBytes(root));

    [Theory]
    [InlineData("0::/\n", "sys/fs/cgroup/memory.max", "max\n", MachineBytes)]
    [InlineData("0::/\n", "sys/fs/cgroup/memory.max", "1073741824\n", 1L << 30)]
    [InlineData("0::/kubepods/pod7\n", "sys/fs/cgroup/memory.max", "1073741824\n", 1L << 30)]
    [InlineData("0::/kubepods/pod7\n", "sys/fs/cgroup/kubepods/memory.max", "536870912\n", 1L << 29)]
    [InlineData("5:cpu:/\n4:memory:/docker/f00\n0::/\n", "sys/fs/cgroup/memory/docker/f00/memory.limit_in_bytes", "268435456\n", 1L << 28)]
    [InlineData("4:memory:/docker/f00\n", "sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n", 1L << 28)]
    [InlineData("4:memory:/\n", "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n", MachineBytes)]
    public void AvailableBytes_InAControlGroup_IsTheTightestLimitAboveIt(string groups, string file, string limit, long expected)
    {
        Write("proc/self/cgroup", groups);
        Write(file, limit);

        Assert.Equal(expected, MachineMemory.AvailableBytes(root));
    }

    [Fact]
    public void AvailableBytes_OfThisMachine_IsAtLeastWhatTheRuntimeMayUse() =>
        Assert.InRange(MachineMemory.AvailableBytes(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, long.MaxValue);

    public void Dispose() => Directory.Delete(root, recursive: true);

    private void Write(string file, string text)
    {
        string path = Path.Combine(root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
