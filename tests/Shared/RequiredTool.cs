namespace StreamRnn.Tests;

/// <summary>
/// A tool that a test needs and a machine may lack. Where it is missing the test is skipped with the reason, except
/// where <c>STREAMRNN_REQUIRE_TOOLS=1</c> says that all tools must be there: then the test fails.
/// </summary>
internal static class RequiredTool
{
    /// <summary>Finds a file at a path relative to the repository's root.</summary>
    /// <param name="relativePath">With forward slashes, for example <c>../shared/kafka/kafka</c>.</param>
    /// <param name="why">What the test does with it; ends up in the reason shown.</param>
    /// <returns>The absolute path. The call doesn't return where the file is missing.</returns>
    public static string Find(string relativePath, string why)
    {
        string path = RepositoryRoot.At(relativePath);
        if (!File.Exists(path))
        {
            Missing($"{relativePath} (looked for {path})", why);
        }

        return path;
    }

    /// <summary>Finds a program on the <c>PATH</c>.</summary>
    /// <param name="name">The program's file name, for example <c>java</c>.</param>
    /// <param name="why">What the test does with it; ends up in the reason shown.</param>
    /// <returns>The absolute path. The call doesn't return where the program is missing.</returns>
    public static string OnPath(string name, string why)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        if (path is null)
        {
            Missing($"the program '{name}' on the PATH", why);
        }

        return path!;
    }

    private static void Missing(string what, string why)
    {
        string reason = $"needs {what}: {why}";
        if (Environment.GetEnvironmentVariable("STREAMRNN_REQUIRE_TOOLS") == "1")
        {
            Assert.Fail($"This test {reason}. STREAMRNN_REQUIRE_TOOLS=1 forbids to skip it.");
        }

        Assert.Skip(reason);
    }
}
