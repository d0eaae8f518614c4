using System.Globalization;
using System.Net;
using System.Text;
using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Evaluation.Plots;

/// <summary>
/// Draws a series as SVG: above, the readings in their forecast band, with the labelled spans behind and a mark where an incident opened; below, the dense
/// score on a logarithmic scale and the alarms. A few thousand points, however long the series.
/// </summary>
internal static class SeriesPlot
{
    private const int Left = 70;
    private const int Width = 1100;
    private const int FullWidth = Left + Width + 20;
    private const int FullHeight = 500;

    private static readonly Panel readingsPanel = new(40, 270);
    private static readonly Panel surprisePanel = new(330, 90);
    private static readonly Panel eventsPanel = new(435, 45);

    /// <summary>The SVG document.</summary>
    public static string Draw(PlottedSeries series)
    {
        var svg = new StringBuilder();
        var columns = new PixelColumns(series.Readings.Length, Width);
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {FullWidth} {FullHeight}" font-family="sans-serif" font-size="12">""").Append('\n');
        svg.Append("""<rect width="100%" height="100%" fill="white"/>""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="24" font-size="15">{WebUtility.HtmlEncode(series.Title)}</text>""").Append('\n');
        foreach (LabelledRange label in series.Labels)
        {
            double from = X(columns.Place(label.First));
            double width = Math.Max(X(columns.Place(label.Last)) - from, 1);
            svg.Append(CultureInfo.InvariantCulture, $"""<rect class="label" x="{from:0.#}" y="{readingsPanel.Top}" width="{width:0.#}" height="{eventsPanel.Bottom - readingsPanel.Top}" fill="#f6c7c7"/>""").Append('\n');
        }

        DrawReadings(svg, series, columns);
        DrawPeaks(svg, "surprise", series.Surprise, columns, surprisePanel, Math.Log(1 + series.Surprise.DefaultIfEmpty().Max()), value => Math.Log(1 + value), "#7b3fa0");
        DrawPeaks(svg, "event", series.Events, columns, eventsPanel, 1, value => value, "#c62828");
        foreach (int row in series.Incidents)
        {
            double x = X(columns.Place(row));
            svg.Append(CultureInfo.InvariantCulture, $"""<path class="incident" d="M{x:0.#} {readingsPanel.Top}l-4 -8h8z" fill="#c62828"/>""").Append('\n');
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void DrawReadings(StringBuilder svg, PlottedSeries series, PixelColumns columns)
    {
        double[] finite = [.. series.Readings.Where(double.IsFinite)];
        (double lowest, double highest) = finite.Length == 0 ? (0, 0) : (finite.Min(), finite.Max());
        double margin = highest > lowest ? (highest - lowest) / 20 : 1;
        var scale = new Scale(readingsPanel, lowest - margin, highest + margin);
        List<string> upper = [];
        List<string> lower = [];
        var line = new StringBuilder();
        for (int column = 0; column < columns.Count; column++)
        {
            string x = Number(X(columns.Place(columns.RowsOf(column).Start.Value)));
            (double low, _) = columns.Extent(series.Lower, column);
            (_, double high) = columns.Extent(series.Upper, column);
            if (double.IsFinite(low) && double.IsFinite(high))
            {
                upper.Add($"{x} {Number(scale.Y(high))}");
                lower.Add($"{x} {Number(scale.Y(low))}");
            }

            (double bottom, double top) = columns.Extent(series.Readings, column);
            if (double.IsFinite(bottom))
            {
                line.Append(line.Length == 0 ? 'M' : 'L').Append(x).Append(' ').Append(Number(scale.Y(bottom)));
                if (top > bottom)
                {
                    line.Append('V').Append(Number(scale.Y(top)));
                }
            }
        }

        lower.Reverse();
        svg.Append($"""<path class="band" d="{(upper.Count == 0 ? "" : $"M{string.Join('L', upper.Concat(lower))}Z")}" fill="#bcd6ee" fill-opacity=".8"/>""").Append('\n');
        svg.Append($"""<path class="reading" d="{line}" fill="none" stroke="#1f3a5f" stroke-width="0.9"/>""").Append('\n');
        Frame(svg, readingsPanel, "reading", lowest - margin, highest + margin);
    }

    private static void DrawPeaks(StringBuilder svg, string name, double[] values, PixelColumns columns, Panel panel, double highest, Func<double, double> scaled, string colour)
    {
        var scale = new Scale(panel, 0, Math.Max(highest, 1e-9));
        var line = new StringBuilder();
        for (int column = 0; column < columns.Count; column++)
        {
            (_, double peak) = columns.Extent(values, column);
            if (peak > 0)
            {
                line.Append(CultureInfo.InvariantCulture, $"M{Number(X(columns.Place(columns.RowsOf(column).Start.Value)))} {panel.Bottom}V{Number(scale.Y(scaled(peak)))}");
            }
        }

        svg.Append($"""<path class="{name}" d="{line}" fill="none" stroke="{colour}"/>""").Append('\n');
        Frame(svg, panel, name, 0, name == "event" ? 1 : values.DefaultIfEmpty().Max());
    }

    private static void Frame(StringBuilder svg, Panel panel, string name, double lowest, double highest) => svg.Append(
        CultureInfo.InvariantCulture,
        $"""
        <rect x="{Left}" y="{panel.Top}" width="{Width}" height="{panel.Height}" fill="none" stroke="#999"/>
        <g fill="#444" text-anchor="end"><text x="{Left - 6}" y="{panel.Top + 10}">{highest:G3}</text><text x="{Left - 6}" y="{panel.Bottom}">{lowest:G3}</text><text x="{Left - 6}" y="{panel.Top + panel.Height / 2 + 4}">{name}</text></g>

        """);

    private static double X(double place) => Left + place * Width;

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A part of the plot's height, in pixels from above.</summary>
    private readonly record struct Panel(int Top, int Height)
    {
        public int Bottom => Top + Height;
    }

    /// <summary>Lays values on a panel's height; what lies beyond ends at its edge.</summary>
    private readonly record struct Scale(Panel Panel, double Lowest, double Highest)
    {
        public double Y(double value) => Panel.Bottom - Panel.Height * Math.Clamp((value - Lowest) / (Highest - Lowest), 0, 1);
    }
}
