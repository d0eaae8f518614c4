using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Detect;
using StreamRnn.Worker.Engine;
using StreamRnn.Worker.Fleet;

namespace StreamRnn.Worker.Evaluation.MadeFleets;

/// <summary>
/// Takes a made fleet through the detector as <c>detect</c> would take its files: each stream alone with fresh state, or all as streams of one lane, in the order in
/// which their readings are taken. A stream that was disturbed is run a second time without that; in one lane, all are.
/// </summary>
internal sealed class FleetRun(FleetOptions fleet, LaneOptions lane, IncidentOptions windows, IEvaluationProgress? progress)
{
    private const long RowsBetweenLooks = 4096;

    /// <summary>The key of a stream that is alone, as <c>detect</c> has it: a stream's own weights begin by its key.</summary>
    private const string KeyAlone = "file";

    /// <summary>Runs it and returns the streams in their order, and each one's twin, of which the undisturbed has none.</summary>
    public (IReadOnlyList<StreamRecord> Streams, IReadOnlyList<StreamRecord?> Twins) Run(bool isFleet, CancellationToken cancellationToken)
    {
        MadeStream[] streams = [.. Enumerable.Range(0, fleet.Streams).Select(index => new MadeStream(fleet, index))];
        if (isFleet)
        {
            StreamRecord[] records = Watch(streams, isDisturbed: true, cancellationToken);
            StreamRecord[] twins = Array.Exists(streams, stream => stream.Disturbance is not null) ? Watch(streams, isDisturbed: false, cancellationToken) : records;
            return (records, [.. twins.Select(twin => twin.Stream.Disturbance is null ? null : twin)]);
        }

        var alone = new StreamRecord[streams.Length];
        var undisturbed = new StreamRecord?[streams.Length];
        Parallel.For(
            0, streams.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            index =>
            {
                alone[index] = Watch([streams[index]], isDisturbed: true, cancellationToken)[0];
                undisturbed[index] = streams[index].Disturbance is null ? null : Watch([streams[index]], isDisturbed: false, cancellationToken)[0];
            });
        return (alone, undisturbed);
    }

    private StreamRecord[] Watch(IReadOnlyList<MadeStream> streams, bool isDisturbed, CancellationToken cancellationToken)
    {
        StreamRecord[] records = [.. streams.Select(stream => new StreamRecord(stream))];
        string[] names = streams.Count == 1 ? [KeyAlone] : [.. streams.Select(stream => stream.Name)];
        byte[][] keys = [.. names.Select(Encoding.UTF8.GetBytes)];
        Dictionary<string, StreamRecord> byName = names.Zip(records).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        using var engine = new LaneEngine(FileDetection.LaneFor(lane, streams.Count, features: 1, hasClock: true), windows, "fleet", partition: 0);
        double[] values = new double[1];
        long offset = 0;
        foreach ((int index, MadeReading reading) in FleetReadings.Merge(streams, isDisturbed))
        {
            values[0] = reading.Value;
            EventOutcome outcome = engine.Process(new SensorEvent { Key = keys[index], Time = reading.Time, Values = values, Offset = offset++ });
            bool isTakenIn = outcome is EventOutcome.Scored or EventOutcome.WarmingUp;
            records[index].Times.Add(reading.At);
            records[index].Scores.Add(isTakenIn ? engine.Scored.Score : 0);
            records[index].Events.Add(isTakenIn ? engine.Scored.Alarm : 0);
            foreach (IncidentChange change in engine.Changes)
            {
                // A stream's incident may change while another is read, as when it falls silent.
                if (byName.TryGetValue(change.Opening.Stream, out StreamRecord? changed))
                {
                    changed.Follow(change, reading.At);
                }
            }

            if (offset % RowsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Advanced(RowsBetweenLooks);
            }
        }

        progress?.Advanced(offset % RowsBetweenLooks);
        foreach (StreamRecord _ in records)
        {
            progress?.Finished();
        }

        return records;
    }
}
