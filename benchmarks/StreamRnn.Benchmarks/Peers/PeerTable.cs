using System.Globalization;
using StreamRnn.Benchmarks.Targets;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>Writes results as one Markdown table.</summary>
internal static class PeerTable
{
    private static readonly string[] Peers = [PeerNames.OnnxRuntime, PeerNames.OneDnn, PeerNames.OpenBlas, PeerNames.LibTorch];

    public static void Write(TextWriter writer, IReadOnlyList<PeerResult> results)
    {
        string[] peers = [.. Peers.Where(peer => results.Any(result => result.Ratios.ContainsKey(peer)))];
        var lines = new List<string[]> { new[] { "task", "StreamRnn", "of peak" }.Concat(peers).Append("max Δh").ToArray() };
        lines.AddRange(results.Select(result => Cells(result, peers)));
        MarkdownTable.Write(writer, lines);
    }

    private static string[] Cells(PeerResult result, string[] peers) =>
    [
        result.Task,
        result.Nanoseconds.ToString(result.Nanoseconds < 10_000 ? "0.0 'ns'" : "0,.0 'µs'", CultureInfo.InvariantCulture),
        result.ShareOfPeak.ToString("0 %", CultureInfo.InvariantCulture),
        .. peers.Select(peer => result.Ratios.TryGetValue(peer, out Distribution ratio) ? ratio.ToString() : string.Empty),
        result.Differences.Count == 0 ? string.Empty : result.Differences.Values.Max().ToString("0.0e-0", CultureInfo.InvariantCulture),
    ];
}
