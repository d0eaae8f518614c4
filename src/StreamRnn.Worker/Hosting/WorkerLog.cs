namespace StreamRnn.Worker.Hosting;

/// <summary>What the worker logs. The ids are stable; the Kafka consumer's own are below 100.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(100, LogLevel.Information, "streamrnn {Version} listens on {Address}: /livez, /readyz, /metrics, /muted, /schemas/alert/v1, /schemas/summary/v1")]
    public static partial void Started(this ILogger logger, string version, string address);

    [LoggerMessage(101, LogLevel.Information, "Stopping: what is read is finished, emitted and committed")]
    public static partial void Stopping(this ILogger logger);

    [LoggerMessage(102, LogLevel.Information, "Stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(103, LogLevel.Critical, "The worker can't go on: {Reason}")]
    public static partial void Failed(this ILogger logger, Exception? unforeseen, string reason);

    [LoggerMessage(104, LogLevel.Information, "Partition {Partition} has room for {Capacity} streams of {RowBytes} bytes each, in {Memory} memory")]
    public static partial void Allocated(this ILogger logger, int partition, int capacity, int rowBytes, string memory);

    [LoggerMessage(105, LogLevel.Information, "Memory {Form}")]
    public static partial void Chosen(this ILogger logger, string form);

    [LoggerMessage(106, LogLevel.Warning, "The live page on {Address} asks for no password: whoever reaches the port sees the readings of {Streams} streams. http.address=127.0.0.1 keeps it to this machine, http.live-streams=0 takes it away")]
    public static partial void LivePageIsOpen(this ILogger logger, string address, int streams);

    [LoggerMessage(107, LogLevel.Warning, "{Sentence}")]
    public static partial void Refused(this ILogger logger, string sentence);

    [LoggerMessage(110, LogLevel.Information, "opened: {Stream}, score {Score:0.###}, incident {Incident}")]
    public static partial void IncidentOpened(this ILogger logger, string stream, double score, string incident);

    [LoggerMessage(111, LogLevel.Debug, "updated: {Stream}, score {Score:0.###}, incident {Incident}")]
    public static partial void IncidentUpdated(this ILogger logger, string stream, double score, string incident);

    [LoggerMessage(112, LogLevel.Information, "resolved: {Stream}, highest score {Score:0.###}, incident {Incident}")]
    public static partial void IncidentResolved(this ILogger logger, string stream, double score, string incident);

    [LoggerMessage(113, LogLevel.Information, "{Openings} more opened and {Resolutions} more resolved incidents within {Seconds} s than stand here; each has its alert")]
    public static partial void IncidentsLeftOut(this ILogger logger, int openings, int resolutions, double seconds);

    [LoggerMessage(114, LogLevel.Information, "{Openings} more opened incidents within {Seconds} s than stand here; each has its alert")]
    public static partial void OpeningsLeftOut(this ILogger logger, int openings, double seconds);

    [LoggerMessage(115, LogLevel.Information, "{Resolutions} more resolved incidents within {Seconds} s than stand here; each has its alert")]
    public static partial void ResolutionsLeftOut(this ILogger logger, int resolutions, double seconds);

    [LoggerMessage(116, LogLevel.Information, "{State}: {Reason}; summary {Summary}")]
    public static partial void Summarised(this ILogger logger, string state, string reason, string summary);

    [LoggerMessage(117, LogLevel.Warning, "{Path}: \"{Pattern}\" matched no stream of the first {Readings} readings; correct it, or leave it where its streams come later or go to other workers")]
    public static partial void PatternMatchesNothing(this ILogger logger, string path, string pattern, int readings);

    [LoggerMessage(118, LogLevel.Debug, "updated: {Reason}; summary {Summary}")]
    public static partial void SummaryUpdated(this ILogger logger, string reason, string summary);
}
