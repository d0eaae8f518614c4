using System.Globalization;
using StreamRnn.Alerting;
using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Detect;
using StreamRnn.Worker.Evaluation;

namespace StreamRnn.Worker.Tests.Evaluation;

public sealed class EvaluationRunnerTests
{
    private static readonly LaneOptions lean = new() { Memory = StreamMemory.Lean };

    [Theory]
    [InlineData(StreamMemory.Lean)]
    [InlineData(StreamMemory.Rich)]
    public void Run_AFile_IsWhatDetectWrites(StreamMemory memory)
    {
        using var folder = new EvaluateFolder();
        var lane = new LaneOptions { Memory = memory };
        folder.Add("kpis/a.csv", EvaluateFolder.Labelled(700, 600));
        FileInfo plain = folder.Add("plain/a.csv", EvaluateFolder.Plain(700, 600));

        SeriesRecord record = Assert.Single(folder.Detect("kpis", lane));
        Assert.Equal(0, new DetectRunner(lane, new IncidentOptions(), progress: null).Run([plain], folder.Folder("out"), null, TextWriter.Null, CancellationToken.None));

        string[] header = folder.Read("out/a.csv").Split('\n')[0].Split(',');
        Assert.Equal(Column("surprise"), record.Surprise.Scores);
        Assert.Equal(Column("event"), record.Events.Scores);
        Assert.Equal(Column("value"), record.Readings);
        Assert.Equal(Column("lower"), record.Lower);
        Assert.Equal(Column("upper"), record.Upper);
        Assert.NotEmpty(record.Openings);

        double[] Column(string name)
        {
            int index = Array.IndexOf(header, name);
            return [.. folder.Read("out/a.csv").TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(',')[index]).Select(cell => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture))];
        }
    }

    [Fact]
    public void Run_OtherLabels_LeaveEveryScoreAsItIs()
    {
        using var folder = new EvaluateFolder();
        folder.Add("right/a.csv", EvaluateFolder.Labelled(700, 600));
        folder.Add("wrong/a.csv", EvaluateFolder.Labelled(700, 600, label: row => row % 3 == 0));

        SeriesRecord right = Assert.Single(folder.Detect("right", new LaneOptions()));
        SeriesRecord wrong = Assert.Single(folder.Detect("wrong", new LaneOptions()));

        Assert.Equal(right.Surprise.Scores, wrong.Surprise.Scores);
        Assert.Equal(right.Events.Scores, wrong.Events.Scores);
        Assert.NotEqual(right.Ranges, wrong.Ranges);
    }

    [Fact]
    public void Run_AFleetOfOne_IsTheStreamAlone()
    {
        using var folder = new EvaluateFolder();
        folder.Add("kpis/a.csv", EvaluateFolder.Labelled(700, 600));

        SeriesRecord alone = Assert.Single(folder.Detect("kpis", lean));
        SeriesRecord fleet = Assert.Single(folder.Detect("kpis", lean, isFleet: true));

        Assert.Equal(alone.Surprise.Scores, fleet.Surprise.Scores);
        Assert.Equal(alone.Events.Scores, fleet.Events.Scores);
        Assert.Equal(alone.Openings, fleet.Openings);
        Assert.NotEmpty(fleet.Openings);
    }

    [Fact]
    public void Run_AFleetWhoseIncidentsAreAStormAndAGroup_ScoresEachSeriesByItsOwn()
    {
        using var folder = new EvaluateFolder();
        for (int series = 0; series < 4; series++)
        {
            folder.Add($"kpis/{series}.csv", EvaluateFolder.Labelled(700, 600));
        }

        SeriesRecord[] records = folder.Detect("kpis", lean, isFleet: true, new IncidentOptions
        {
            StormIncidents = 1,
            Groups = [new GroupDefinition("all", new("(.)", AlertRule.PatternOptions), 2, TimeSpan.FromDays(1))],
        });

        Assert.All(records, record => Assert.NotEmpty(record.Openings));
    }

    /// <summary>Rows come in the order of time, so what the files are called, and thereby their order, changes nothing but the streams' names.</summary>
    [Fact]
    public void Run_AFleet_ReadsRowsInTheOrderOfTheirTime()
    {
        using var folder = new EvaluateFolder();
        folder.Add("one/a.csv", EvaluateFolder.Labelled(700, 600, second: 1));
        folder.Add("one/b.csv", EvaluateFolder.Labelled(500, 450, second: 2));
        folder.Add("two/a.csv", EvaluateFolder.Labelled(500, 450, second: 2));
        folder.Add("two/b.csv", EvaluateFolder.Labelled(700, 600, second: 1));

        SeriesRecord[] one = folder.Detect("one", lean with { Learn = false }, isFleet: true);
        SeriesRecord[] two = folder.Detect("two", lean with { Learn = false }, isFleet: true);

        Assert.Equal([700, 500], one.Select(record => record.Readings.Length));
        Assert.Equal(one[0].Surprise.Scores, two[1].Surprise.Scores);
        Assert.Equal(one[1].Events.Scores, two[0].Events.Scores);
        Assert.All(one, record => Assert.NotEmpty(record.Openings));
    }

    [Fact]
    public void Run_StreamsOfAFleet_KeepTheirIncidentsApart()
    {
        using var folder = new EvaluateFolder();
        folder.Add("kpis/calm.csv", EvaluateFolder.Labelled(700, 9999, second: 1));
        folder.Add("kpis/wild.csv", EvaluateFolder.Labelled(700, 600, second: 2));

        SeriesRecord[] records = folder.Detect("kpis", lean, isFleet: true);

        Assert.Empty(records[0].Openings);
        Assert.Equal([600], records[1].Openings);
        Assert.All(records[0].Events.Scores[300..], score => Assert.InRange(score, 0, 0.49));
        Assert.InRange(records[1].Events.Scores[600], 0.5, 1);
    }

    [Fact]
    public void Run_Cancelled_EndsAtOnce()
    {
        using var folder = new EvaluateFolder();
        folder.Add("kpis/a.csv", EvaluateFolder.Labelled(700, 600));
        var runner = new EvaluationRunner(LabelledFilesSuite.Open(folder.Folder("kpis")), new IncidentOptions(), progress: null);

        Assert.ThrowsAny<OperationCanceledException>(() => runner.Run(lean, 1, isFleet: false, new CancellationToken(canceled: true)));
    }

    /// <summary>Every prefix of a series gives the same rows, through every warm-up, in both memories, with a clock and without.</summary>
    [Theory]
    [InlineData(StreamMemory.Lean, true)]
    [InlineData(StreamMemory.Rich, true)]
    [InlineData(StreamMemory.Lean, false)]
    [InlineData(StreamMemory.Rich, false)]
    public void FileDetection_EveryPrefix_GivesTheSameRows(StreamMemory memory, bool hasClock)
    {
        using var folder = new EvaluateFolder();
        string[] lines = [.. EvaluateFolder.Plain(800, 620).TrimEnd('\n').Split('\n').Select(line => hasClock ? line : line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..])];
        byte[] whole = Detected(lines.Length);

        for (int count = 2; count < lines.Length; count += count < 60 ? 1 : 41)
        {
            byte[] prefix = Detected(count);
            Assert.True(whole.AsSpan().StartsWith(prefix), $"The first {count - 1} rows alone gave other rows.");
            Assert.Equal(count, prefix.Count(letter => letter == '\n'));
        }

        byte[] Detected(int count)
        {
            FileInfo file = folder.Add("prefix.csv", string.Join('\n', lines.Take(count)) + "\n");
            using ReadingFile readings = ReadingFile.Open(file, timeColumn: null);
            using var written = new MemoryStream();
            using (var writer = new DetectionWriter(written, readings.Columns))
            using (var detection = new FileDetection(readings, writer, new LaneOptions { Memory = memory }, new IncidentOptions()))
            {
                while (detection.Step())
                {
                }
            }

            return written.ToArray();
        }
    }
}
