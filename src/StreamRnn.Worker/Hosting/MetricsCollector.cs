using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StreamRnn.Alerting;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Parsing;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Alerts;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Hosting;

/// <summary>Brings the metrics to what the lanes, the consumer and the process have counted, before each scrape.</summary>
internal sealed class MetricsCollector(LaneRegistry registry, ConsumerStatus consumer, IReadOnlyList<string>? rules = null, PatternWatch? patterns = null)
{
    private readonly Lock gate = new();
    private HashSet<string> lagged = [];
    private HashSet<string> watermarked = [];

    public void Collect(IMetricsExposition metrics)
    {
        lock (gate)
        {
            metrics.Set(MetricCatalogue.BuildInfo, 1, ProgramVersion.Text);
            CollectLanes(metrics, registry.Sum());
            CollectConsumer(metrics);
            CollectProcess(metrics);
        }
    }

    private void CollectLanes(IMetricsExposition metrics, LaneTotals lanes)
    {
        foreach (EventOutcome outcome in Enum.GetValues<EventOutcome>())
        {
            metrics.Set(MetricCatalogue.Events, lanes.Outcomes[(int)outcome], SnakeCase(outcome));
        }

        foreach (IncidentState state in Enum.GetValues<IncidentState>())
        {
            metrics.Set(MetricCatalogue.Alerts, lanes.Alerts[(int)state], state.Name());
        }

        for (int rule = 0; rule < (rules?.Count ?? 0); rule++)
        {
            metrics.Set(MetricCatalogue.RuleMutedExceedances, lanes.MutedExceedances(rule), rules![rule]);
            metrics.Set(MetricCatalogue.RuleMutedIncidents, lanes.MutedIncidents(rule), rules[rule]);
        }

        foreach (SummaryKind kind in Enum.GetValues<SummaryKind>())
        {
            metrics.Set(MetricCatalogue.Summaries, lanes.Summaries[(int)kind], SnakeCase(kind));
            metrics.Set(MetricCatalogue.IncidentsFolded, lanes.Folded[(int)kind], SnakeCase(kind));
        }

        metrics.Set(MetricCatalogue.PatternsUnmatched, patterns?.Unmatched ?? 0);
        metrics.Set(MetricCatalogue.IncidentsOpen, lanes.OpenIncidents);
        metrics.Set(MetricCatalogue.Streams, lanes.Streams);
        metrics.Set(MetricCatalogue.StreamCapacity, lanes.Capacity);
        metrics.Set(MetricCatalogue.StreamEvictions, lanes.Evictions);
        metrics.Set(MetricCatalogue.StreamsRefused, lanes.RefusedStreams);
        metrics.Set(MetricCatalogue.TrainingSteps, lanes.TrainingSteps);
        metrics.Set(MetricCatalogue.TrainingStepsDiscarded, lanes.DiscardedTrainingSteps);
        metrics.Set(MetricCatalogue.WeightPromotions, lanes.Promotions);
        metrics.Set(MetricCatalogue.WeightRollbacks, lanes.Rollbacks);
        watermarked = Replace(metrics, MetricCatalogue.Watermark, watermarked, lanes.Watermarks
            .Where(partition => partition.Value != long.MinValue)
            .Select(partition => (partition.Key, partition.Value / 1000.0)));
    }

    private void CollectConsumer(IMetricsExposition metrics)
    {
        metrics.Set(MetricCatalogue.Ready, consumer.IsReady ? 1 : 0);
        metrics.Set(MetricCatalogue.Records, consumer.Records);
        foreach (RejectReason reason in RejectReasonNames.All)
        {
            metrics.Set(MetricCatalogue.RecordsRejected, consumer.Rejected(reason), reason.Name());
        }

        metrics.Set(MetricCatalogue.DeadLetters, consumer.DeadLettersWritten);
        metrics.Set(MetricCatalogue.DeadLettersSuppressed, consumer.DeadLettersSuppressed);
        metrics.Set(MetricCatalogue.DeadLettersTruncated, consumer.DeadLettersTruncated);
        metrics.Set(MetricCatalogue.AlertsWritten, consumer.AlertsWritten);
        metrics.Set(MetricCatalogue.AlertsShortened, consumer.AlertsShortened);
        metrics.Set(MetricCatalogue.AlertsTooLarge, consumer.AlertsTooLarge);
        metrics.Set(MetricCatalogue.UnacknowledgedRecords, consumer.Outstanding);
        metrics.Set(MetricCatalogue.Partitions, consumer.Partitions.Count);
        metrics.Set(MetricCatalogue.PartitionAssignments, consumer.Assignments);
        metrics.Set(MetricCatalogue.PartitionRevocations, consumer.Revocations);
        metrics.Set(MetricCatalogue.PartitionLosses, consumer.Losses);
        metrics.Set(MetricCatalogue.Commits, consumer.Commits);
        metrics.Set(MetricCatalogue.CommitErrors, consumer.CommitErrors);
        metrics.Set(MetricCatalogue.LastCommit, consumer.LastCommit is { } commit ? commit.ToUnixTimeMilliseconds() / 1000.0 : 0);
        metrics.Set(MetricCatalogue.Snapshots, consumer.Snapshots);
        metrics.Set(MetricCatalogue.SnapshotBytes, consumer.SnapshotBytes);
        metrics.Set(MetricCatalogue.SnapshotsGivenUp, consumer.SnapshotsGivenUp);
        metrics.Set(MetricCatalogue.LastSnapshot, consumer.LastSnapshot is { } snapshot ? snapshot.ToUnixTimeMilliseconds() / 1000.0 : 0);
        metrics.Set(MetricCatalogue.SnapshotPauseMax, consumer.LongestSnapshotPause.TotalSeconds);
        metrics.Set(MetricCatalogue.RecoveringPartitions, consumer.Recoveries.Count);
        metrics.Set(MetricCatalogue.RestoredBytes, consumer.RestoredBytes);
        metrics.Set(MetricCatalogue.ReplayedRecords, consumer.Replayed);
        metrics.Set(MetricCatalogue.SnapshotsRefused, consumer.SnapshotsRefused);
        metrics.Set(MetricCatalogue.ProduceErrors, consumer.ProduceErrors);
        metrics.Set(MetricCatalogue.ClientErrors, consumer.ClientErrors);
        foreach (LaneThreadStatus lane in consumer.LaneThreads)
        {
            // A lane thread stays until the worker ends, and so do its series.
            string thread = lane.Thread.ToString(CultureInfo.InvariantCulture);
            metrics.Set(MetricCatalogue.LaneThreadBusy, lane.Busy.TotalSeconds, thread);
            metrics.Set(MetricCatalogue.LaneThreadPartitions, lane.Partitions, thread);
        }

        lagged = Replace(metrics, MetricCatalogue.InputLag, lagged, consumer.Partitions
            .Select(partition => (partition.Partition, (double)partition.Lag)));
    }

    private static void CollectProcess(IMetricsExposition metrics)
    {
        using var process = Process.GetCurrentProcess();
        metrics.Set(MetricCatalogue.ProcessorTime, process.TotalProcessorTime.TotalSeconds);
        metrics.Set(MetricCatalogue.ResidentMemory, process.WorkingSet64);
        metrics.Set(MetricCatalogue.StartTime, new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
    }

    /// <summary>Publishes a series for each partition, and takes out those of partitions that are gone.</summary>
    private static HashSet<string> Replace(
        IMetricsExposition metrics, MetricFamily family, HashSet<string> before, IEnumerable<(int Partition, double Value)> now)
    {
        HashSet<string> published = [];
        foreach ((int partition, double value) in now)
        {
            string label = partition.ToString(CultureInfo.InvariantCulture);
            metrics.Set(family, value, label);
            published.Add(label);
        }

        foreach (string gone in before.Except(published))
        {
            metrics.Remove(family, gone);
        }

        return published;
    }

    private static string SnakeCase<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
