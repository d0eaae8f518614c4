using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamRnn.Benchmarks.Brokers;

/// <summary>When the broker stood still: the safepoints of its Java machine, in which it collects garbage among other things, from the log that it writes of them.</summary>
internal sealed partial class BrokerPauses
{
    private readonly Pause[] pauses;

    /// <summary>Reads a log's lines; those that tell of no safepoint are passed over.</summary>
    public BrokerPauses(IEnumerable<string> lines) => pauses =
    [
        .. lines.Select(line => Safepoint().Match(line)).Where(match => match.Success).Select(match =>
        {
            // Written when it was over.
            double end = Number(match.Groups["end"]);
            return new Pause(end - (Number(match.Groups["total"]) / 1e6), end);
        }),
    ];

    /// <summary>The Java option that has the log written into a folder, a file for each process.</summary>
    public static string Option(string folder) => $"-Xlog:safepoint:file={Path.Combine(folder, "%p.log")}:timemillis:filecount=0";

    /// <summary>Reads what stands in the folder.</summary>
    public static BrokerPauses Read(string folder) => new(Directory.GetFiles(folder).SelectMany(ReadLines));

    /// <summary>How long the broker stood still between two moments, in milliseconds; all in Unix milliseconds.</summary>
    public double Between(double from, double to) => pauses.Sum(pause => pause.Within(from, to));

    /// <summary>The longest time that it stood still at once between two moments, in milliseconds.</summary>
    public double MaxBetween(double from, double to) => pauses.Select(pause => pause.Within(from, to)).DefaultIfEmpty().Max();

    // The broker goes on writing.
    private static string[] ReadLines(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n');
    }

    private static double Number(Group digits) => double.Parse(digits.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\[(?<end>\d+)ms\] Safepoint .*\bTotal: +(?<total>\d+) ns")]
    private static partial Regex Safepoint();

    private readonly record struct Pause(double Start, double End)
    {
        public double Within(double from, double to) => Math.Max(0, Math.Min(End, to) - Math.Max(Start, from));
    }
}
