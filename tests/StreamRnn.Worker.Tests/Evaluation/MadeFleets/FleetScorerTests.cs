using StreamRnn.Alerting;
using StreamRnn.Worker.Alerts;
using StreamRnn.Worker.Evaluation;
using StreamRnn.Worker.Evaluation.MadeFleets;
using StreamRnn.Worker.Fleet;
using StreamRnn.Worker.Tests.Alerts;

namespace StreamRnn.Worker.Tests.Evaluation.MadeFleets;

public sealed class FleetScorerTests
{
    private const long Minute = 60_000;
    private const long Day = 24 * 60 * Minute;

    private static readonly FleetOptions fleet = new() { Streams = 48, CleanShare = 0 };
    private static readonly IncidentOptions windows = new();
    private static readonly MadeStream[] streams = [.. Enumerable.Range(0, fleet.Streams).Select(index => new MadeStream(fleet, index))];

    [Fact]
    public void Tables_AnIncidentFiveMinutesIntoEachAnomaly_FindAllWithoutAFalseOne()
    {
        StreamRecord[] records = Records();
        foreach (StreamRecord record in records)
        {
            foreach (MadeAnomaly anomaly in record.Stream.Anomalies)
            {
                Tell(record, anomaly.Start + 5 * Minute, SeverityScale.CriticalFrom);
            }
        }

        IReadOnlyList<FigureTable> tables = Score(records);

        Assert.All(Rows(tables, "anomaly"), row => Assert.Equal(
            [1, 1, 1, 5, 5], [Value(row, "found"), Value(row, "warning and up"), Value(row, "critical"), Value(row, "median delay, min"), Value(row, "90th percentile")]));
        Assert.Equal(96, Value(Rows(tables, "anomaly")[^1], "number"));
        Assert.Equal(0, Value(Rows(tables, "anomaly")[^1], "by chance"));
        Assert.All(Rows(tables, "false incidents a stream and day"), row => Assert.Equal(0, Value(row, "all")));
        Assert.Equal(96, Value(Rows(tables, "incidents")[0], "number"));
        Assert.Equal(0, Value(Rows(tables, "incidents")[1], "number"));
    }

    /// <summary>Two on day 1, three on days 2 to 4 and one on day 6 of a stream without anything then, in 48 streams.</summary>
    [Fact]
    public void Tables_FalseIncidents_CountByDayAndByTheirHighestSeverity()
    {
        StreamRecord[] records = Records();
        StreamRecord record = records[0];
        long calm = Enumerable.Range(0, 24).Select(hour => fleet.StartMilliseconds + 5 * Day + hour * 60 * Minute).First(at => new StreamWindows(record.Stream, fleet).IsFalse(at, at + 30 * Minute));
        Tell(record, fleet.StartMilliseconds + 400 * Minute, windows.OpenThreshold);
        Tell(record, fleet.StartMilliseconds + Day - 1, SeverityScale.WarningFrom);
        Tell(record, fleet.StartMilliseconds + Day, windows.OpenThreshold);
        Tell(record, fleet.StartMilliseconds + 2 * Day, windows.OpenThreshold);
        Tell(record, fleet.StartMilliseconds + 3 * Day, windows.OpenThreshold);
        Tell(record, calm, windows.OpenThreshold, (calm + 30 * Minute, SeverityScale.CriticalFrom));

        IReadOnlyList<FigureTable> tables = Score(records);
        FigureRow[] rows = Rows(tables, "false incidents a stream and day");

        Assert.Equal([2 / 48.0, 3 / (3 * 48.0), 1 / (8 * 48.0)], rows.Select(row => Value(row, "all")));
        Assert.Equal([1 / 48.0, 3 / (3 * 48.0), 0], rows.Select(row => Value(row, "info")));
        Assert.Equal([1 / 48.0, 0, 0], rows.Select(row => Value(row, "warning")));
        Assert.Equal([0, 0, 1 / (8 * 48.0)], rows.Select(row => Value(row, "critical")));
        Assert.Equal(1 / (8 * 8.0), Value(Rows(tables, "on a stream of kind")[(int)record.Stream.Kind], "false a stream and day from day 5 on"));
        Assert.Equal(0, Value(Rows(tables, "anomaly")[^1], "found"));
        Assert.True(Value(Rows(tables, "anomaly")[^1], "by chance") > 0);
    }

    [Fact]
    public void Tables_AlarmsTooLateOrAnUpdateInTime_FindAsTheirKindSays()
    {
        StreamRecord[] records = Records();
        foreach (StreamRecord record in records)
        {
            // The first anomaly is met by the update of an incident that opened before; after the second there are 15 minutes, or none.
            Tell(record, record.Stream.Anomalies[0].Start - 20 * Minute, windows.OpenThreshold, (record.Stream.Anomalies[0].Start, windows.OpenThreshold));
            Tell(record, record.Stream.Anomalies[1].End + 15 * Minute, windows.OpenThreshold);
        }

        var scorer = new FleetScorer(fleet, windows, records, new StreamRecord?[records.Length]);

        Assert.All(scorer.Anomalies.Where((_, place) => place % 2 == 0), result => Assert.Equal(TimeSpan.Zero, result.Delay));
        Assert.All(scorer.Anomalies.Where((_, place) => place % 2 == 1), result => Assert.Equal(
            result.Anomaly.Kind is not (AnomalyKind.Stuck or AnomalyKind.Dropout or AnomalyKind.Silence), result.IsFound));
        Assert.All(scorer.Incidents, incident => Assert.False(incident.IsFalse));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(64.5, false)]
    [InlineData(76, false)]
    [InlineData(76.5, true)]
    [InlineData(double.NaN, false)]
    public void Incident_ItsValue_IsOutsideItsPrintedRangeOrNot(double value, bool isOutside)
    {
        Exceedance trigger = Changes.Exceedance with { Actual = [value, double.NaN] };

        Assert.Equal(isOutside, new IncidentRecord(Changes.Opened with { Trigger = trigger }, 0).IsOutsideItsRange);
    }

    [Fact]
    public void Tables_AfterADisturbance_StandBesideTheTwin()
    {
        StreamRecord[] records = Records();
        StreamRecord?[] twins = [.. streams.Select(stream => stream.Disturbance is null ? null : new StreamRecord(stream))];
        int[] wild = [.. Enumerable.Range(0, streams.Length).Where(index => streams[index].Disturbance?.Kind == DisturbanceKind.WildReading)];
        Assert.True(wild.Length >= 3);

        // All but the first are found without the wild reading, and only the second with it.
        foreach (int index in wild[1..])
        {
            Tell(twins[index]!, streams[index].Anomalies[0].Start, windows.OpenThreshold);
        }

        Tell(records[wild[1]], streams[wild[1]].Anomalies[0].Start, windows.OpenThreshold);
        FigureRow row = Rows(new FleetScorer(fleet, windows, records, twins).Tables(), "the anomaly after a")[0];

        Assert.Equal(
            [wild.Length, 1.0 / wild.Length, (wild.Length - 1.0) / wild.Length, 1 / (wild.Length - 1.0)],
            [Value(row, "number"), Value(row, "found"), Value(row, "found without it"), Value(row, "found, of those found without it")]);
    }

    /// <summary>Scores of 0.9 on each anomaly's first reading, and of 0.8 on three readings in the free time of one stream, two of them within an hour.</summary>
    [Fact]
    public void Tables_Ranking_TakesTheBestThresholdForABound()
    {
        StreamRecord[] records = Records();
        foreach (StreamRecord record in records)
        {
            var held = new StreamWindows(record.Stream, fleet);
            long calm = held.Free.MaxBy(free => free.To - free.From).From;
            foreach (MadeReading reading in record.Stream.Readings())
            {
                bool isFirst = record.Stream.Anomalies.Any(anomaly => anomaly.Start == reading.At);
                bool isFalse = record == records[0] && (reading.At - calm) / Minute is 1 or 30 or 120;
                record.Times.Add(reading.At);
                record.Scores.Add(isFirst ? 0.9 : isFalse ? 0.8 : 0.1);
                record.Events.Add(isFalse ? 0.8 : 0);
            }
        }

        double found = streams.SelectMany(stream => stream.Anomalies).Count(anomaly => anomaly.Kind != AnomalyKind.Silence) / 96.0;
        FigureRow[] rows = Rows(Score(records), "ranking");

        Assert.Equal([0.9, found, 0], [Value(rows[0], "threshold"), Value(rows[0], "found"), Value(rows[0], "false a stream and day")]);
        Assert.Equal(windows.OpenThreshold, Value(rows[2], "threshold"));
        Assert.Equal(windows.OpenThreshold <= 0.8 ? 2 / (48 * 8.0) : 0, Value(rows[2], "false a stream and day"));
        Assert.Equal(0, Value(rows[3], "found"));
    }

    private static StreamRecord[] Records() => [.. streams.Select(stream => new StreamRecord(stream))];

    private static IReadOnlyList<FigureTable> Score(StreamRecord[] records) => new FleetScorer(fleet, windows, records, new StreamRecord?[records.Length]).Tables();

    /// <summary>An incident that opens and then goes on, as the windows would tell it.</summary>
    private static void Tell(StreamRecord record, long at, double score, params (long At, double Score)[] updates)
    {
        IncidentChange opened = Changes.Opened with { IncidentId = Guid.NewGuid().ToString("N"), PeakScore = score };
        record.Follow(opened, at);
        foreach ((long later, double peak) in updates)
        {
            record.Follow(opened with { State = IncidentState.Update, PeakScore = peak }, later);
        }

        record.Follow(opened with { State = IncidentState.Resolve }, at + 9 * 60 * Minute);
    }

    private static FigureRow[] Rows(IReadOnlyList<FigureTable> tables, string title) => [.. tables.Single(table => table.Title == title).Rows];

    private static double Value(FigureRow row, string name) => row.Figures.Single(figure => figure.Name == name).Value;
}
