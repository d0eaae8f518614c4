using System.Xml.Linq;
using StreamRnn.Worker.Evaluation.Plots;
using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Tests.Evaluation.Plots;

public sealed class SeriesPlotTests
{
    [Fact]
    public void Draw_ALongSeries_StaysSmallAndShowsAll()
    {
        PlottedSeries series = Plotted(150_000);

        string svg = SeriesPlot.Draw(series);

        Assert.InRange(svg.Length, 10_000, 300_000);
        XElement[] elements = [.. XDocument.Parse(svg).Root!.Elements()];
        Assert.Equal(2, elements.Count(element => element.Attribute("class")?.Value == "label"));
        Assert.Equal(3, elements.Count(element => element.Attribute("class")?.Value == "incident"));
        Assert.Equal("a <b> & c", elements.First(element => element.Name.LocalName == "text").Value);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1100)]
    [InlineData(1101)]
    public void Draw_AShortSeries_IsSound(int rows)
    {
        string svg = SeriesPlot.Draw(Plotted(rows) with { Labels = [], Incidents = [] });

        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.NotNull(XDocument.Parse(svg).Root);
    }

    [Fact]
    public void Draw_NoReadingAtAll_IsSound()
    {
        double[] none = [double.NaN, double.NaN];

        string svg = SeriesPlot.Draw(Plotted(2) with { Readings = none, Lower = none, Upper = none, Labels = [], Incidents = [] });

        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Extent_EveryRow_IsInItsColumn()
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(row => (double)(row * 7919 % 1000))];
        var columns = new PixelColumns(values.Length, 64);

        var extents = Enumerable.Range(0, columns.Count).Select(column => columns.Extent(values, column)).ToArray();

        Assert.Equal((0, 999), (extents.Min(extent => extent.Lowest), extents.Max(extent => extent.Highest)));
        Assert.Equal(1000, Enumerable.Range(0, columns.Count).Sum(column => columns.RowsOf(column).GetOffsetAndLength(1000).Length));
    }

    private static PlottedSeries Plotted(int rows)
    {
        double[] readings = [.. Enumerable.Range(0, rows).Select(row => row % 1000 == 7 ? double.NaN : Math.Sin(row * 0.01) * 1e6)];
        return new PlottedSeries
        {
            Title = "a <b> & c",
            Readings = readings,
            Lower = [.. readings.Select(reading => reading - 10)],
            Upper = [.. readings.Select(reading => reading + 10)],
            Surprise = [.. readings.Select((_, row) => row % 100 / 10.0)],
            Events = [.. readings.Select((_, row) => row == 50 ? 0.9 : 0)],
            Labels = [new LabelledRange(100, 200), new LabelledRange(90_000, 90_000)],
            Incidents = [5, 100, 149_999],
        };
    }
}
