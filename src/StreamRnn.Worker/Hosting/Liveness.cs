using System.Globalization;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Worker.Hosting;

/// <summary>Whether the worker should go on running, in one sentence.</summary>
internal static class Liveness
{
    /// <param name="state">Where the consumer stands.</param>
    /// <param name="stalled">The lane thread that hangs, or null.</param>
    public static (bool IsAlive, string Sentence) Describe(ConsumerState state, LaneThreadStatus? stalled) =>
        state == ConsumerState.Failed ? (false, "failed; the log says why")
        : stalled is { } lane ? (false, string.Create(CultureInfo.InvariantCulture, $"lane thread {lane.Thread} has had a batch in hand for {lane.BatchAge.TotalSeconds:0} s"))
        : (true, "alive");
}
