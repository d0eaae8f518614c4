using Microsoft.Extensions.Logging;

namespace StreamRnn.Kafka.Telemetry;

/// <summary>Where the parts of a consumer say what happens, and the time they go by.</summary>
/// <param name="Status">What is counted.</param>
/// <param name="Logger">What is logged.</param>
/// <param name="LogBound">How often, of a kind.</param>
/// <param name="TimeProvider">The time.</param>
internal sealed record Reporting(ConsumerStatus Status, ILogger Logger, LogBound LogBound, TimeProvider TimeProvider);
