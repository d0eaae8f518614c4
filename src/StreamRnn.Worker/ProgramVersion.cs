using System.Reflection;

namespace StreamRnn.Worker;

/// <summary>Which program this is.</summary>
internal static class ProgramVersion
{
    /// <summary>The version, as <c>--version</c> prints it and metrics and alerts carry it.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
