using System.Globalization;

namespace StreamRnn.Worker.Hosting;

/// <summary>The memory that this process may take: the machine's, or what its container is limited to.</summary>
/// <remarks>
/// <see cref="GCMemoryInfo.TotalAvailableMemoryBytes"/> alone would not do on Linux: in a container it is three quarters of the
/// limit, the runtime's bound for its own heap, and the streams' rows stand outside of that heap.
/// </remarks>
internal static class MachineMemory
{
    /// <summary>Bytes.</summary>
    /// <param name="root">Where the system's files begin; another folder only in tests.</param>
    public static long AvailableBytes(string root = "/")
    {
        string machine = Path.Combine(root, "proc/meminfo");
        if (!File.Exists(machine))
        {
            return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        }

        string total = File.ReadLines(machine).First(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
        long available = long.Parse(total.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        string groups = Path.Combine(root, "proc/self/cgroup");
        return File.Exists(groups) ? File.ReadLines(groups).SelectMany(group => Limits(root, group)).Append(available).Min() : available;
    }

    /// <summary>The limits of a control group and of all that it stands in: <c>0::/path</c> in version 2, <c>4:memory:/path</c> in version 1.</summary>
    private static IEnumerable<long> Limits(string root, string group)
    {
        string[] parts = group.Split(':', 3);
        (string Folder, string File)? place = parts switch
        {
            ["0", "", _] => ("sys/fs/cgroup", "memory.max"),
            [_, "memory", _] => ("sys/fs/cgroup/memory", "memory.limit_in_bytes"),
            _ => null,
        };
        if (place is not var (folder, file))
        {
            yield break;
        }

        // In a container the path may be the host's: then only the outermost file is there, and it is the container's.
        for (string path = parts[2].Trim('/'); ; path = path[..Math.Max(0, path.LastIndexOf('/'))])
        {
            string limit = Path.Combine(root, folder, path, file);
            if (File.Exists(limit) && long.TryParse(File.ReadAllText(limit), CultureInfo.InvariantCulture, out long bytes))
            {
                yield return bytes;
            }

            if (path.Length == 0)
            {
                yield break;
            }
        }
    }
}
