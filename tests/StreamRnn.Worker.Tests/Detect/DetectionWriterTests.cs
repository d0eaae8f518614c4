using System.Text;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Detect;

namespace StreamRnn.Worker.Tests.Detect;

public sealed class DetectionWriterTests
{
    [Fact]
    public void Write_AScoredRow_HasTheShortestTextThatReadsBackToTheSameBits()
    {
        var scored = new ScoredEvent(1) { RawScore = 0.1 + 0.2, Score = 1.0 / 3 };
        scored.Forecast[0] = 71;
        scored.Lower[0] = -1e-7;
        scored.Upper[0] = 1e22;

        Assert.Equal("1,2,71,-1E-07,1E+22,0.30000000000000004,0.3333333333333333,0,", RowOf(scored));
    }

    [Fact]
    public void Write_NoForecastYet_LeavesItsCellsEmpty()
    {
        var scored = new ScoredEvent(1);
        scored.Forecast[0] = scored.Lower[0] = scored.Upper[0] = double.NaN;

        Assert.Equal("1,2,,,,0,0,0,", RowOf(scored));
    }

    [Fact]
    public void Write_NoReadingInTheRow_ScoresNothing() => Assert.Equal("1,2,,,,0,0,0,", RowOf(null));

    private static string RowOf(ScoredEvent? scored)
    {
        using var folder = new DetectFolder();
        using ReadingFile file = ReadingFile.Open(folder.Add("in.csv", "timestamp,value\n1,2\n"), timeColumn: null);
        Assert.True(file.Read());
        var written = new MemoryStream();
        using (var writer = new DetectionWriter(written, file.Columns))
        {
            writer.Write(file, scored, new RowIncident());
        }

        return Encoding.UTF8.GetString(written.ToArray()).Split('\n')[1];
    }
}
