using StreamRnn.Worker.Alerts;
using StreamRnn.Worker.Fleet;

namespace StreamRnn.Worker.Evaluation.MadeFleets;

/// <summary>What became of one anomaly.</summary>
internal sealed record AnomalyResult
{
    /// <summary>The stream that it was put into.</summary>
    public required MadeStream Stream { get; init; }

    /// <summary>The anomaly.</summary>
    public required MadeAnomaly Anomaly { get; init; }

    /// <summary>From its start to the first alarm that finds it; null where none does.</summary>
    public required TimeSpan? Delay { get; init; }

    /// <summary>The highest severity among the alarms that find it.</summary>
    public required Severity? Severity { get; init; }

    /// <summary>The probability that the stream's incidents would have found it by chance; not a number where its window fits nowhere else.</summary>
    public required double Chance { get; init; }

    /// <summary>Whether it is found on the stream's twin without the disturbance; null where there is none.</summary>
    public required bool? IsFoundOnTwin { get; init; }

    /// <summary>Whether an alarm finds it.</summary>
    public bool IsFound => Delay is not null;

    /// <summary>Sets a stream's incidents, and its twin's, against its anomalies.</summary>
    public static IEnumerable<AnomalyResult> Of(StreamRecord record, StreamRecord? twin, StreamWindows windows)
    {
        Alarm[] alarms = AlarmsOf(record);
        Alarm[]? onTwin = twin is null ? null : AlarmsOf(twin);
        long[] times = [.. alarms.Select(alarm => alarm.At)];
        foreach ((MadeAnomaly anomaly, AlarmWindow window) in record.Stream.Anomalies.Zip(windows.Finds))
        {
            Alarm[] finding = [.. alarms.Where(alarm => window.Holds(alarm.At))];
            yield return new AnomalyResult
            {
                Stream = record.Stream,
                Anomaly = anomaly,
                Delay = finding.Length == 0 ? null : TimeSpan.FromMilliseconds(finding[0].At - anomaly.Start),
                Severity = finding.Length == 0 ? null : finding.Max(alarm => alarm.Severity),
                Chance = windows.ChanceOf(window, times),
                IsFoundOnTwin = onTwin?.Any(alarm => window.Holds(alarm.At)),
            };
        }
    }

    private static Alarm[] AlarmsOf(StreamRecord record) => [.. record.Incidents.SelectMany(incident => incident.Alarms).OrderBy(alarm => alarm.At)];
}
