using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Detect;

namespace StreamRnn.Worker.Tests.Detect;

/// <summary>A folder of input files and one for the output, gone after the test.</summary>
internal sealed class DetectFolder : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("streamrnn-detect-");
    private readonly StringWriter error = new();

    public DirectoryInfo Output => new(Path.Combine(root.FullName, "out"));

    /// <summary>What was said on standard error, without the folder's own name.</summary>
    public string Error => error.ToString().Replace(root.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public string[] OutputFiles => Output.Exists ? [.. Output.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)] : [];

    public FileInfo In(string name) => new(Path.Combine(root.FullName, name));

    public FileInfo Add(string name, string content) => Add(name, Encoding.UTF8.GetBytes(content));

    public FileInfo Add(string name, byte[] content)
    {
        FileInfo file = In(name);
        file.Directory!.Create();
        File.WriteAllBytes(file.FullName, content);
        return file;
    }

    /// <summary>What the files are run with.</summary>
    public LaneOptions Lane { get; init; } = new();

    public int Run(params FileInfo[] files) => Run(null, null, default, files);

    public int Run(string? timeColumn, IDetectProgress? progress, CancellationToken cancellationToken, params FileInfo[] files) =>
        new DetectRunner(Lane, new IncidentOptions(), progress).Run(files, Output, timeColumn, error, cancellationToken);

    public string Read(string name) => File.ReadAllText(Path.Combine(Output.FullName, name));

    /// <summary>The output's rows, cell by cell, the header first.</summary>
    public string[][] Rows(string name) => [.. Read(name).TrimEnd('\n').Split('\n').Select(line => line.Split(','))];

    public void Dispose() => root.Delete(recursive: true);
}
