using System.Collections.Immutable;

namespace StreamRnn.Worker.Metrics;

/// <summary>Every family that a worker publishes, once.</summary>
internal static class MetricCatalogue
{
    public static readonly MetricFamily BuildInfo = new("streamrnn_build_info", MetricType.Gauge,
        "Always 1; its labels say which program this is.", "Join it to other series to see them by version.") { Labels = ["version"] };

    public static readonly MetricFamily Ready = new("streamrnn_ready", MetricType.Gauge,
        "1 while the worker is in its group, its topics can be used and what it emits is acknowledged, else 0: the same as /readyz.", "0 for minutes: /readyz says why.");

    public static readonly MetricFamily Records = new("streamrnn_records_total", MetricType.Counter,
        "Input records handled, rejected ones included.", "Its rate is the worker's throughput.");

    public static readonly MetricFamily Events = new("streamrnn_events_total", MetricType.Counter,
        "Readings that reached a lane, by what became of them.", "warming_up falls to nothing as streams become known; scored is what can raise alerts.") { Labels = ["outcome"] };

    public static readonly MetricFamily RecordsRejected = new("streamrnn_records_rejected_total", MetricType.Counter,
        "Input records that could not be read or taken in, by reason.", "Any steady rate is a sensor or a gateway at fault; the dead letters hold the bytes.") { Labels = ["reason"] };

    public static readonly MetricFamily DeadLetters = new("streamrnn_dead_letters_total", MetricType.Counter,
        "Dead letters acknowledged by the cluster.", "Less than the rejected records by those suppressed and those under way.");

    public static readonly MetricFamily DeadLettersSuppressed = new("streamrnn_dead_letters_suppressed_total", MetricType.Counter,
        "Rejected records that were not written, because of dead-letters.max-rate or of their size.", "Above 0: bad input floods; their bytes are not kept.");

    public static readonly MetricFamily DeadLettersTruncated = new("streamrnn_dead_letters_truncated_total", MetricType.Counter,
        "Dead letters cut to what the cluster takes.", "Above 0: raise the topic's message size if whole bytes are needed.");

    public static readonly MetricFamily Alerts = new("streamrnn_alerts_total", MetricType.Counter,
        "Incident changes emitted as alerts, by state.", "opened is the rate of pages; updated and resolved follow from it.") { Labels = ["state"] };

    public static readonly MetricFamily AlertsWritten = new("streamrnn_alerts_written_total", MetricType.Counter,
        "Alerts and summaries acknowledged by the cluster.", "Behind the emitted ones, streamrnn_alerts_total and streamrnn_summaries_total, for more than seconds: the cluster does not take alerts.");

    public static readonly MetricFamily AlertsShortened = new("streamrnn_alerts_shortened_total", MetricType.Counter,
        "Alerts written with fewer features, since their topic refused the size.", "Above 0: raise the alert topic's max.message.bytes.");

    public static readonly MetricFamily AlertsTooLarge = new("streamrnn_alerts_too_large_total", MetricType.Counter,
        "Alerts that their topic refused at any size, and that went to the dead letters.", "Above 0: raise the alert topic's max.message.bytes; the log names the topic.");

    public static readonly MetricFamily UnacknowledgedRecords = new("streamrnn_unacknowledged_records", MetricType.Gauge,
        "Alerts and dead letters that wait for their acknowledgement.", "Growing: the cluster is slow or away; offsets wait for them.");

    public static readonly MetricFamily IncidentsOpen = new("streamrnn_incidents_open", MetricType.Gauge,
        "Incidents open now.", "Many at once point to a common cause.");

    public static readonly MetricFamily Summaries = new("streamrnn_summaries_total", MetricType.Counter,
        "Changes emitted in place of many incidents, by kind: group or storm.", "Any storm is worth a look: its summaries say which streams.") { Labels = ["kind"] };

    public static readonly MetricFamily IncidentsFolded = new("streamrnn_incidents_folded_total", MetricType.Counter,
        "Incidents that had no alert of their own when they opened, as a group's incident or a storm stands for them.", "With opened alerts, all incidents that opened and were not muted.") { Labels = ["into"] };

    public static readonly MetricFamily PatternsUnmatched = new("streamrnn_patterns_unmatched", MetricType.Gauge,
        "Patterns of windows.groups and alerts.rules that matched no stream of the first 100000 readings.", "Above 0: the log names them; most are written wrong.");

    public static readonly MetricFamily RuleMutedExceedances = new("streamrnn_rule_muted_exceedances_total", MetricType.Counter,
        "Readings over the threshold that a rule took away, by rule.", "0 for days: the rule matches nothing, or is no longer needed.") { Labels = ["rule"] };

    public static readonly MetricFamily RuleMutedIncidents = new("streamrnn_rule_muted_incidents_total", MetricType.Counter,
        "Incidents that a rule kept from being told, by rule.", "/muted lists the last ones; many of a rule that was meant for few: its pattern is too wide.") { Labels = ["rule"] };

    public static readonly MetricFamily Streams = new("streamrnn_streams", MetricType.Gauge,
        "Streams that hold a row now.", "At the capacity, others are refused unless one of these is idle.");

    public static readonly MetricFamily StreamCapacity = new("streamrnn_stream_capacity", MetricType.Gauge,
        "Streams that the assigned partitions have room for.", "Compare with streamrnn_streams; raise streams.capacity before they meet.");

    public static readonly MetricFamily StreamEvictions = new("streamrnn_stream_evictions_total", MetricType.Counter,
        "Streams evicted to make room, each idle by its own interval.", "A steady rate: streams come and go, and there are as many as streams.capacity allows.");

    public static readonly MetricFamily StreamsRefused = new("streamrnn_streams_refused", MetricType.Gauge,
        "About how many different streams were refused by the assigned partitions, since there is no place for them.", "Above 0: raise streams.capacity by as many; streamrnn_events_total{outcome=\"refused\"} counts their readings.");

    public static readonly MetricFamily TrainingSteps = new("streamrnn_training_steps_total", MetricType.Counter,
        "Optimiser steps taken.", "0 while readings are scored: learning is off or no window is full yet.");

    public static readonly MetricFamily TrainingStepsDiscarded = new("streamrnn_training_steps_discarded_total", MetricType.Counter,
        "Optimiser steps thrown away because they would have made a weight non-finite.", "Rare at most; a steady rate is worth a report.");

    public static readonly MetricFamily WeightPromotions = new("streamrnn_weight_promotions_total", MetricType.Counter,
        "Times that a partition's streams were given weights that forecast better.", "Always 0 in rich memory, where each stream has its own.");

    public static readonly MetricFamily WeightRollbacks = new("streamrnn_weight_rollbacks_total", MetricType.Counter,
        "Times that weights were given up because they forecast worse than those in service.", "Far above the promotions: many streams send other data than before.");

    public static readonly MetricFamily Partitions = new("streamrnn_partitions", MetricType.Gauge,
        "Input partitions assigned to this worker.", "0 with a ready worker: there are more workers than partitions.");

    public static readonly MetricFamily PartitionAssignments = new("streamrnn_partition_assignments_total", MetricType.Counter,
        "Partitions assigned since the start.", "With revocations, the rate of rebalancing.");

    public static readonly MetricFamily PartitionRevocations = new("streamrnn_partition_revocations_total", MetricType.Counter,
        "Partitions handed over in order since the start.", "Steady rebalancing points to workers that come and go.");

    public static readonly MetricFamily PartitionLosses = new("streamrnn_partition_losses_total", MetricType.Counter,
        "Partitions lost without a hand-over since the start.", "Above 0: the worker was away for longer than its session.");

    public static readonly MetricFamily Commits = new("streamrnn_commits_total", MetricType.Counter,
        "Offset commits that succeeded.", "No increase while records are handled: a crash would repeat them.");

    public static readonly MetricFamily CommitErrors = new("streamrnn_commit_errors_total", MetricType.Counter,
        "Offset commits that failed and are tried again.", "A few during rebalances are usual.");

    public static readonly MetricFamily LastCommit = new("streamrnn_last_commit_timestamp_seconds", MetricType.Gauge,
        "When offsets were last committed, Unix seconds; 0 before the first time.", "time() less this is what a crash would repeat.");

    public static readonly MetricFamily Snapshots = new("streamrnn_snapshots_total", MetricType.Counter,
        "Snapshots of partitions taken.", "No increase for several snapshots.interval: a restart would replay that much.");

    public static readonly MetricFamily SnapshotBytes = new("streamrnn_snapshot_bytes_total", MetricType.Counter,
        "Bytes written for snapshots, before compression.", "Its rate is bounded by snapshots.max-rate, for each partition.");

    public static readonly MetricFamily SnapshotsGivenUp = new("streamrnn_snapshots_given_up_total", MetricType.Counter,
        "Snapshots begun and not finished; the last one stays.", "Increasing: the cluster takes them too slowly, or refuses them; the log says why.");

    public static readonly MetricFamily LastSnapshot = new("streamrnn_last_snapshot_timestamp_seconds", MetricType.Gauge,
        "When a snapshot was last finished, Unix seconds; 0 before the first time.", "time() less this is about what a restart would replay.");

    public static readonly MetricFamily SnapshotPauseMax = new("streamrnn_snapshot_pause_max_seconds", MetricType.Gauge,
        "The longest that a lane thread worked on a snapshot between two batches.", "Far above milliseconds: the machine is short of processors or memory.");

    public static readonly MetricFamily RecoveringPartitions = new("streamrnn_recovery_partitions", MetricType.Gauge,
        "Partitions whose streams are being brought to where they were.", "Above 0 for minutes: /readyz says how far they are.");

    public static readonly MetricFamily RestoredBytes = new("streamrnn_recovery_restored_bytes_total", MetricType.Counter,
        "Bytes of state that partitions have gone on from.", "Increases with restarts and rebalances only.");

    public static readonly MetricFamily ReplayedRecords = new("streamrnn_recovery_replayed_records_total", MetricType.Counter,
        "Records handled a second time, without a word, to bring streams to where they were.", "Many after each restart: lower snapshots.interval.");

    public static readonly MetricFamily SnapshotsRefused = new("streamrnn_recovery_refused_snapshots_total", MetricType.Counter,
        "Snapshots that a partition was not gone on from: torn, foreign, or of another configuration.", "Above 0: the log says why.");

    public static readonly MetricFamily ProduceErrors = new("streamrnn_produce_errors_total", MetricType.Counter,
        "Alerts and dead letters that the cluster refused and that are tried again.", "Increasing: the topics are missing or forbidden; the log says which.");

    public static readonly MetricFamily ClientErrors = new("streamrnn_client_errors_total", MetricType.Counter,
        "Errors that the Kafka client reported and goes on from.", "Increasing: brokers are away or refuse the worker; the log says which.");

    public static readonly MetricFamily InputLag = new("streamrnn_input_lag_records", MetricType.Gauge,
        "Records that wait in an assigned input partition.", "Growing for minutes: add workers or partitions.") { Labels = ["partition"] };

    public static readonly MetricFamily Watermark = new("streamrnn_watermark_timestamp_seconds", MetricType.Gauge,
        "The event time that the streams of an assigned partition agree on, Unix seconds.", "time() less this is how old the newest readings are; it stands still when the input does.") { Labels = ["partition"] };

    public static readonly MetricFamily LaneThreadBusy = new("streamrnn_lane_thread_busy_seconds_total", MetricType.Counter,
        "Time that a lane thread spent at anything but waiting for records, in seconds.", "Its rate is the thread's load, 0 to 1; near 1 while input lag grows: add processors and lane threads, or workers.") { Labels = ["thread"] };

    public static readonly MetricFamily LaneThreadPartitions = new("streamrnn_lane_thread_partitions", MetricType.Gauge,
        "Input partitions that a lane thread has now.", "Uneven after a partial hand-over; new partitions go to the thread with the fewest.") { Labels = ["thread"] };

    public static readonly MetricFamily EventProcessing = new("streamrnn_event_processing_seconds", MetricType.Histogram,
        "Time from a parsed reading until it is scored and its alerts are emitted; a sample: the mean of a batch, or one reading of 64.", "Far above a millisecond: the machine is short of processors.")
    {
        Buckets = [1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 1e-1],
    };

    public static readonly MetricFamily AlertLatency = new("streamrnn_alert_latency_seconds", MetricType.Histogram,
        "Time from a reading's event time until its opening or update was emitted; clocks that differ show here.", "Its median is how late readings arrive, plus the worker's milliseconds.")
    {
        Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
    };

    public static readonly MetricFamily ProcessorTime = new("process_cpu_seconds_total", MetricType.Counter,
        "Processor time spent, user and system, in seconds.", "Its rate is the number of processors in use.");

    public static readonly MetricFamily ResidentMemory = new("process_resident_memory_bytes", MetricType.Gauge,
        "Resident memory in bytes.", "Flat after the partitions are assigned: rows are allocated at start.");

    public static readonly MetricFamily StartTime = new("process_start_time_seconds", MetricType.Gauge,
        "When the process was started, Unix seconds.", "A change is a restart.");

    /// <summary>All of them, in the order of publication.</summary>
    public static readonly ImmutableArray<MetricFamily> All =
    [
        BuildInfo, Ready, Records, Events, RecordsRejected, DeadLetters, DeadLettersSuppressed, DeadLettersTruncated,
        Alerts, AlertsWritten, AlertsShortened, AlertsTooLarge, UnacknowledgedRecords, IncidentsOpen, Summaries, IncidentsFolded, PatternsUnmatched, RuleMutedExceedances, RuleMutedIncidents, Streams, StreamCapacity, StreamEvictions, StreamsRefused,
        TrainingSteps, TrainingStepsDiscarded, WeightPromotions, WeightRollbacks, Partitions, PartitionAssignments, PartitionRevocations, PartitionLosses,
        Commits, CommitErrors, LastCommit, Snapshots, SnapshotBytes, SnapshotsGivenUp, LastSnapshot, SnapshotPauseMax, RecoveringPartitions,
        RestoredBytes, ReplayedRecords, SnapshotsRefused, ProduceErrors, ClientErrors, InputLag, Watermark, LaneThreadBusy, LaneThreadPartitions, EventProcessing,
        AlertLatency, ProcessorTime, ResidentMemory, StartTime,
    ];
}
