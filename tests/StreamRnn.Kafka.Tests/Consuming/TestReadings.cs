using System.Diagnostics;
using System.Globalization;
using StreamRnn.Core.Streams;

namespace StreamRnn.Kafka.Tests.Consuming;

/// <summary>What tests write to the input, and what processors may answer to it.</summary>
internal static class TestReadings
{
    /// <summary>The value of a record.</summary>
    public static string Reading(double value) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"time":"2026-01-31T12:00:00Z","value":{{value}}}""");

    /// <summary>Emits an alert for every event.</summary>
    public static EventOutcome EmitAlert(RecordingProcessors.Seen seen, IOutbox outbox)
    {
        outbox.Add(RecordingProcessors.Alert(seen));
        return EventOutcome.Scored;
    }

    /// <summary>Takes a tenth of a millisecond of the processor for every event.</summary>
    public static EventOutcome SlowAnswer(RecordingProcessors.Seen seen, IOutbox outbox)
    {
        long end = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10_000);
        while (Stopwatch.GetTimestamp() < end)
        {
        }

        return EventOutcome.Scored;
    }
}
