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

    /// <summary>Holds the thread at each event until it is released.</summary>
    public static Func<RecordingProcessors.Seen, IOutbox, EventOutcome> HeldUntil(ManualResetEventSlim release) => (_, _) =>
    {
        Assert.True(release.Wait(KafkaTopics.Patience), "Nobody released the batch.");
        return EventOutcome.Scored;
    };

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
