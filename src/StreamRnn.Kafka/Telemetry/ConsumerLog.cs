using Microsoft.Extensions.Logging;

namespace StreamRnn.Kafka.Telemetry;

/// <summary>What a consumer logs.</summary>
internal static partial class ConsumerLog
{
    [LoggerMessage(1, LogLevel.Information, "Reading topic {Topic} in group {Group} from {BootstrapServers}")]
    public static partial void Started(this ILogger logger, string topic, string group, string bootstrapServers);

    [LoggerMessage(2, LogLevel.Information, "Partitions of {Topic} assigned: {Partitions}")]
    public static partial void Assigned(this ILogger logger, string topic, string partitions);

    [LoggerMessage(3, LogLevel.Information, "Partitions of {Topic} handed over: {Partitions}; emitted and committed: {Committed}")]
    public static partial void Revoked(this ILogger logger, string topic, string partitions, bool committed);

    [LoggerMessage(4, LogLevel.Warning, "Partitions of {Topic} lost without a hand-over: {Partitions}; their next owner goes on from the last commit")]
    public static partial void Lost(this ILogger logger, string topic, string partitions);

    [LoggerMessage(6, LogLevel.Warning, "Record {Topic}[{Partition}]@{Offset} rejected: {Reason}{NotLogged}")]
    public static partial void Rejected(this ILogger logger, string topic, int partition, long offset, string reason, NotLogged notLogged);

    [LoggerMessage(7, LogLevel.Warning, "Kafka client: {Reason} ({Code}); it goes on{NotLogged}")]
    public static partial void ClientError(this ILogger logger, string reason, string code, NotLogged notLogged);

    [LoggerMessage(8, LogLevel.Warning, "Record for topic {Topic} was not taken: {Reason} ({Code}); it is sent again, and nothing it came from is committed before{NotLogged}")]
    public static partial void ProduceError(this ILogger logger, string topic, string reason, string code, NotLogged notLogged);

    [LoggerMessage(9, LogLevel.Warning, "Offsets were not committed: {Reason} ({Code}); tried again{NotLogged}")]
    public static partial void CommitError(this ILogger logger, string reason, string code, NotLogged notLogged);

    [LoggerMessage(10, LogLevel.Warning, "Input is paused: {Outstanding} alerts and dead letters wait for the cluster")]
    public static partial void Paused(this ILogger logger, int outstanding);

    [LoggerMessage(11, LogLevel.Information, "Input goes on")]
    public static partial void Resumed(this ILogger logger);

    [LoggerMessage(12, LogLevel.Information, "Stopped: {Records} records handled; emitted and committed: {Committed}")]
    public static partial void Stopped(this ILogger logger, long records, bool committed);

    [LoggerMessage(13, LogLevel.Warning, "Leaving the group took longer than {Seconds} s; the cluster will notice by itself")]
    public static partial void LeaveTimedOut(this ILogger logger, double seconds);

    [LoggerMessage(21, LogLevel.Warning, "Partition {Topic}[{Partition}] went back from offset {From} to {To}: its log was cut or made anew; it is read from there, and its streams begin anew")]
    public static partial void WentBack(this ILogger logger, string topic, int partition, long from, long to);

    [LoggerMessage(22, LogLevel.Warning, "Topic {Topic} was deleted and made anew (id {Id}, before {OldId}): joining the group again to read it from its beginning; its streams begin anew")]
    public static partial void TopicMadeAnew(this ILogger logger, string topic, string id, string oldId);

    [LoggerMessage(20, LogLevel.Error, "Lane thread {Thread} has had a batch in hand for {Seconds:0} s: it hangs, and the worker does not count as alive until it goes on")]
    public static partial void LaneStalled(this ILogger logger, int thread, double seconds);

    [LoggerMessage(19, LogLevel.Warning, "Leaving the group failed: {Reason} ({Code}); the cluster will notice by itself")]
    public static partial void LeaveFailed(this ILogger logger, string reason, string code);

    [LoggerMessage(14, LogLevel.Error, "Dead letter of {Origin} was given up: no size of it is accepted")]
    public static partial void DeadLetterGivenUp(this ILogger logger, string origin);

    [LoggerMessage(15, LogLevel.Error, "Stopped by an error; what was not acknowledged is not committed: {Reason}")]
    public static partial void Failed(this ILogger logger, string reason);

    [LoggerMessage(EventId = 16, Message = "librdkafka {Facility}: {Message}")]
    public static partial void Client(this ILogger logger, LogLevel level, string facility, string message);

    [LoggerMessage(18, LogLevel.Warning, "A batch of records took longer than {Seconds} s: the stop does not wait for it, and its records are not committed")]
    public static partial void LanesTimedOut(this ILogger logger, double seconds);

    [LoggerMessage(30, LogLevel.Warning, "Topic {Topic} refused several records together for their size; they are sent again, fewer at a time. A larger max.message.bytes of the topic takes more at once")]
    public static partial void RequestTooLarge(this ILogger logger, string topic);

    [LoggerMessage(31, LogLevel.Warning, "No broker of {BootstrapServers} answers: {Reason}")]
    public static partial void ClusterUnreachable(this ILogger logger, string bootstrapServers, string reason);

    [LoggerMessage(32, LogLevel.Information, "{BootstrapServers} answers again")]
    public static partial void ClusterReachable(this ILogger logger, string bootstrapServers);

    [LoggerMessage(33, LogLevel.Warning, "Not ready: {Fault}")]
    public static partial void TopicUnusable(this ILogger logger, string fault);

    [LoggerMessage(34, LogLevel.Information, "Topic {Topic} is there now, made with {Partitions} partitions")]
    public static partial void TopicCreated(this ILogger logger, string topic, int partitions);

    [LoggerMessage(36, LogLevel.Information, "Ready now")]
    public static partial void ReadyNow(this ILogger logger);

    [LoggerMessage(37, LogLevel.Warning, "An alert of {Bytes} bytes is more than topic {Topic} takes: it is written with fewer features. The topic's max.message.bytes and kafka.client.message.max.bytes bound it{NotLogged}")]
    public static partial void AlertShortened(this ILogger logger, string topic, long bytes, NotLogged notLogged);

    [LoggerMessage(38, LogLevel.Error, "Alert {Id} is more than topic {Topic} takes, {Bytes} bytes at its shortest: it goes to {DeadLetterTopic} as alert_too_large. Raise the topic's max.message.bytes, or kafka.client.message.max.bytes{NotLogged}")]
    public static partial void AlertTooLarge(this ILogger logger, string id, string topic, long bytes, string deadLetterTopic, NotLogged notLogged);

    [LoggerMessage(39, LogLevel.Information, "Input is paused for moments: alerts of one stream come faster than the cluster acknowledges them{NotLogged}")]
    public static partial void PausedForStream(this ILogger logger, NotLogged notLogged);

    [LoggerMessage(35, LogLevel.Error, "The look at the cluster failed; it is tried again")]
    public static partial void WatchFailed(this ILogger logger, Exception exception);

    [LoggerMessage(50, LogLevel.Information, "Partition {Topic}[{Partition}] has its streams back as they were at offset {Offset}: {Streams} of them, {Mebibytes:0.#} MiB in {Seconds:0.###} s")]
    public static partial void Restored(this ILogger logger, string topic, int partition, long offset, int streams, double mebibytes, double seconds);

    [LoggerMessage(51, LogLevel.Information, "Partition {Topic}[{Partition}] replays {Records} records up to offset {End}, whose alerts were written before")]
    public static partial void Replays(this ILogger logger, string topic, int partition, long records, long end);

    [LoggerMessage(52, LogLevel.Information, "Partition {Topic}[{Partition}] has no snapshot to go on from: its streams begin afresh")]
    public static partial void BeginsAfresh(this ILogger logger, string topic, int partition);

    [LoggerMessage(53, LogLevel.Warning, "A snapshot of {Topic}[{Partition}] at offset {Offset} is not gone on from: {Reason}")]
    public static partial void SnapshotRefused(this ILogger logger, string topic, int partition, long offset, string reason);

    [LoggerMessage(54, LogLevel.Warning, "A snapshot of {Topic}[{Partition}] is not gone on from: {Reason}")]
    public static partial void ManifestRefused(this ILogger logger, string topic, int partition, string reason);

    [LoggerMessage(59, LogLevel.Information, "Partition {Topic}[{Partition}] goes on from offset {Offset} under other windows, which hold from there on: {Change}")]
    public static partial void RestoredUnderOtherPolicy(this ILogger logger, string topic, int partition, long offset, string change);

    [LoggerMessage(55, LogLevel.Warning, "Records {From} to {To} of {Topic}[{Partition}] are gone, by the topic's retention: its streams go on without them")]
    public static partial void RecordsGone(this ILogger logger, string topic, int partition, long from, long to);

    [LoggerMessage(56, LogLevel.Warning, "Partition {Topic}[{Partition}] waits for its snapshots in {SnapshotTopic}: {Reason} ({Code}){NotLogged}")]
    public static partial void RecoveryWaits(this ILogger logger, string topic, int partition, string snapshotTopic, string reason, string code, NotLogged notLogged);

    [LoggerMessage(57, LogLevel.Debug, "Snapshot of {Topic}[{Partition}] at offset {Offset}: {Streams} streams, {Bytes} bytes written in {Seconds:0.###} s")]
    public static partial void SnapshotTaken(this ILogger logger, string topic, int partition, long offset, int streams, long bytes, double seconds);

    [LoggerMessage(58, LogLevel.Warning, "A snapshot of {Topic}[{Partition}] was given up: {Reason}; the last one stays, and another is tried{NotLogged}")]
    public static partial void SnapshotGivenUp(this ILogger logger, string topic, int partition, string reason, NotLogged notLogged);
}
