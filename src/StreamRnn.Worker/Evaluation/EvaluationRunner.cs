using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Detect;

namespace StreamRnn.Worker.Evaluation;

/// <summary>
/// Takes a suite through the detector just as <c>detect</c> would, each file as one stream with fresh state, or all as streams of one lane,
/// and scores it; the first run's series are drawn. Series run at once on all processors: none depends on another, so the figures are the same on any machine.
/// </summary>
internal sealed class EvaluationRunner(Suite suite, IncidentOptions windows, IEvaluationProgress? progress, Action<SeriesRecord>? draw = null)
{
    /// <summary>Rows between looks at the cancellation.</summary>
    private const long RowsBetweenLooks = 4096;

    /// <summary>Runs over all series once a seed, from that of <paramref name="lane"/> on, and returns the seeds' scores.</summary>
    /// <exception cref="BadInputException">A series can't be read.</exception>
    public IReadOnlyList<SuiteScore> Run(LaneOptions lane, int seeds, bool isFleet, CancellationToken cancellationToken)
    {
        var scores = new List<SuiteScore>();
        for (int seed = 0; seed < seeds; seed++)
        {
            LaneOptions seeded = lane with { Seed = lane.Seed + (ulong)seed };
            Action<SeriesRecord>? drawn = seed == 0 ? draw : null;
            SeriesRecord[] records = isFleet
                ? InParallel(FleetDetection.Run(suite.Series, seeded, windows, progress, cancellationToken), record => Conclude(record, drawn), record => record.Readings.Length, cancellationToken)
                : InParallel(suite.Series, series => Detect(series, seeded, drawn, cancellationToken), series => series.File.Length, cancellationToken);
            scores.Add(suite.Score(records));
        }

        return scores;
    }

    /// <summary>Works on all items, the longest first, so that no long one is left for the end; the results are in the items' order.</summary>
    private static SeriesRecord[] InParallel<T>(IReadOnlyList<T> items, Func<T, SeriesRecord> work, Func<T, long> length, CancellationToken cancellationToken)
    {
        var results = new SeriesRecord[items.Count];
        var faults = new Exception?[items.Count];
        int[] order = [.. Enumerable.Range(0, items.Count).OrderByDescending(index => length(items[index]))];
        Parallel.ForEach(
            Partitioner.Create(order, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            (index, state) =>
            {
                try
                {
                    results[index] = work(items[index]);
                }
                catch (Exception fault)
                {
                    // Thrown below as itself: the loop would wrap it.
                    faults[index] = fault;
                    state.Stop();
                }
            });
        cancellationToken.ThrowIfCancellationRequested();
        if (Array.Find(faults, fault => fault is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return results;
    }

    private SeriesRecord Detect(SuiteSeries series, LaneOptions lane, Action<SeriesRecord>? drawn, CancellationToken cancellationToken)
    {
        var recorder = new SeriesRecorder(series, lane.WarmUpEvents);
        using (ReadingFile file = ReadingFile.Open(series.File, timeColumn: null, isLabelled: series.Windows is null))
        using (var detection = new FileDetection(file, recorder, lane, windows))
        {
            while (detection.Step())
            {
                if (detection.Rows % RowsBetweenLooks == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Advanced(RowsBetweenLooks);
                }
            }

            progress?.Advanced(detection.Rows % RowsBetweenLooks);
        }

        SeriesRecord record = Conclude(recorder.Finish(), drawn);
        progress?.Finished();
        return record;
    }

    /// <summary>Scores and draws a series by itself.</summary>
    private SeriesRecord Conclude(SeriesRecord record, Action<SeriesRecord>? drawn)
    {
        drawn?.Invoke(record);
        return record with { Figures = [.. suite.ScoreSeries(record)] };
    }
}

/// <summary>Is told how an evaluation comes along. Called on several threads at once.</summary>
internal interface IEvaluationProgress
{
    /// <summary>So many more rows are done.</summary>
    void Advanced(long rows);

    /// <summary>A series is done.</summary>
    void Finished();
}
