using System.Globalization;
using System.IO.Compression;
using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Commands;
using StreamRnn.Worker.Evaluation;

namespace StreamRnn.Worker.Tests.Evaluation;

/// <summary>A folder of labelled series, gone after the test.</summary>
internal sealed class EvaluateFolder : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("streamrnn-evaluate-");
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    /// <summary>What was written on standard output.</summary>
    public string Output => output.ToString();

    /// <summary>What was said on standard error, without the folder's own name and the progress.</summary>
    public string Error => string.Join('\n', error.ToString().Replace(root.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Split('\n')
        .Where(line => line.Length > 0 && !line.EndsWith('%')));

    public DirectoryInfo Folder(string name) => new(Path.Combine(root.FullName, name));

    public string PathOf(string name) => Path.Combine(root.FullName, name);

    public string Read(string name) => File.ReadAllText(PathOf(name));

    public FileInfo Add(string name, string content)
    {
        FileInfo file = new(PathOf(name));
        file.Directory!.Create();
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        using Stream stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file.Create(), CompressionLevel.Fastest) : file.Create();
        stream.Write(bytes);
        return file;
    }

    /// <summary>Runs the command line; a word that begins with <c>@</c> is a path in this folder.</summary>
    public Task<int> RunAsync(params string[] words) => CommandLine.RunAsync([.. words.Select(word => word.StartsWith('@') ? PathOf(word[1..]) : word)], output, error);

    /// <summary>Takes labelled files through the detector.</summary>
    public SeriesRecord[] Detect(string folder, LaneOptions lane, bool isFleet = false, IncidentOptions? windows = null)
    {
        Suite suite = LabelledFilesSuite.Open(Folder(folder));
        var records = new SeriesRecord[suite.Series.Count];
        new EvaluationRunner(suite, windows ?? new IncidentOptions(), progress: null, record => records[suite.Series.ToList().IndexOf(record.Series)] = record).Run(lane, 1, isFleet, CancellationToken.None);
        return records;
    }

    /// <summary>
    /// A wave every five minutes that leaves its range for ten rows, and labels there: <c>timestamp,value,label</c>. No two seconds of
    /// different <paramref name="second"/> are the same.
    /// </summary>
    public static string Labelled(int rows, int anomaly, int second = 0, Func<int, bool>? label = null)
    {
        var content = new StringBuilder("timestamp,value,label\n");
        for (int row = 0; row < rows; row++)
        {
            bool isAnomaly = row >= anomaly && row < anomaly + 10;
            content.Append(CultureInfo.InvariantCulture, $"{row * 300 + second},{Value(row, isAnomaly)},{((label?.Invoke(row) ?? isAnomaly) ? 1 : 0)}\n");
        }

        return content.ToString();
    }

    /// <summary>The same without labels, as NAB has it.</summary>
    public static string Plain(int rows, int anomaly) =>
        string.Join('\n', Labelled(rows, anomaly).Split('\n').Select(line => line.Length == 0 ? "" : line[..line.LastIndexOf(',')]));

    public void Dispose() => root.Delete(recursive: true);

    private static double Value(int row, bool isAnomaly) => Math.Round(20 + 5 * Math.Sin(row * 0.1) + Math.Sin(row * 1.7) + (isAnomaly ? 40 : 0), 3);
}
