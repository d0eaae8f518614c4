using System.Globalization;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Configuration;

/// <summary>Writes what a stream's row takes, by hidden units and features, as the layout of rows says it: the same figures that <c>streamrnn estimate</c> gives.</summary>
internal static class RowSizes
{
    private static readonly int[] HiddenUnits = [8, 16, 32, 64, 128, 256];
    private static readonly int[] Features = [1, 2, 4, 8, 16];

    public static void Write(TextWriter output)
    {
        output.WriteLine($"""

            KiB of a stream's row with one layer, by `model.hidden-units` and by the number of `input.values`. A rich row remembers the stream's own
            shapes, as far back as fits {RowLayout.MaxRichBytes / 1024} KiB and at least some 1,900 readings; with more features or units than fit it is larger.
            """);
        Write(output, StreamMemory.Lean);
        Write(output, StreamMemory.Rich);
    }

    private static void Write(TextWriter output, StreamMemory memory)
    {
        output.WriteLine();
        output.WriteLine($"| {memory.ToString().ToLowerInvariant()}: hidden units | {string.Join(" | ", Features.Select(features => features == 1 ? "1 feature" : $"{features}"))} |");
        output.WriteLine($"|---|{string.Concat(Features.Select(_ => "---|"))}");
        foreach (int hiddenUnits in HiddenUnits)
        {
            IEnumerable<string> sizes = Features.Select(features =>
            {
                var layout = new RowLayout(new LaneOptions { Memory = memory, HiddenUnits = hiddenUnits, Features = features });
                return (layout.RowBytes / 1024.0).ToString("F1", CultureInfo.InvariantCulture);
            });
            output.WriteLine($"| {hiddenUnits} | {string.Join(" | ", sizes)} |");
        }
    }
}
