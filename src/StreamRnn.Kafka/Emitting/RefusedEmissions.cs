using System.Collections.Concurrent;
using Confluent.Kafka;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Emitting;

/// <summary>
/// What becomes of emissions that came back refused: they are sent again after a while, and one that is too large by itself is made
/// smaller, until the cluster takes it. An alert that no size of is taken goes to the dead letters, so that the worker goes on and nothing
/// is lost. Any thread may add one; the rest belongs to the group's thread.
/// </summary>
/// <param name="queue">Sends them again.</param>
/// <param name="maxRequestBytes">The most that the client puts into one request.</param>
/// <param name="deadLetterTopic">Where alerts go that no size of is taken.</param>
/// <param name="reporting">What becomes of it.</param>
internal sealed class RefusedEmissions(EmissionQueue queue, int maxRequestBytes, string deadLetterTopic, Reporting reporting)
{
    private readonly ConcurrentQueue<(Emission Emission, Error Error, bool WasAlone)> refused = new();
    private readonly List<Emission> waiting = [];
    private long retryFrom;

    /// <summary>Whether there are any.</summary>
    public bool Any => !refused.IsEmpty || IsWaiting;

    /// <summary>Whether some wait for their next try.</summary>
    public bool IsWaiting => waiting.Count > 0;

    public static bool IsForSize(Error error) => error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.RecordListTooLarge;

    /// <summary>Adds one.</summary>
    /// <param name="emission">The emission.</param>
    /// <param name="error">Why it was refused.</param>
    /// <param name="wasAlone">Whether the refusal is of this one, and not perhaps of others that went with it.</param>
    public void Add(Emission emission, Error error, bool wasAlone) => refused.Enqueue((emission, error, wasAlone));

    /// <summary>Takes up what was added, and sends again what has waited long enough.</summary>
    /// <exception cref="KafkaFatalException">The producer can't go on.</exception>
    public void Serve()
    {
        while (refused.TryDequeue(out (Emission Emission, Error Error, bool WasAlone) refusal))
        {
            TakeUp(refusal.Emission, refusal.Error, refusal.WasAlone);
        }

        if (IsWaiting && reporting.TimeProvider.GetElapsedTime(retryFrom) >= EmissionQueue.RetryDelay)
        {
            Emission[] again = [.. waiting];
            waiting.Clear();
            queue.SendAgain(again);
        }
    }

    private void TakeUp(Emission emission, Error error, bool wasAlone)
    {
        if (error.Code == ErrorCode.Local_QueueFull)
        {
            Wait(emission);
            return;
        }

        reporting.Status.CountProduceError();
        if (error.IsFatal)
        {
            throw new KafkaFatalException($"The producer can't go on: {error.Reason} ({error.Code}).");
        }

        if (IsForSize(error))
        {
            TakeUpSize(emission, wasAlone);
            return;
        }

        if (reporting.LogBound.IsDue($"produce {emission.Topic} {error.Code}", out NotLogged notLogged))
        {
            reporting.Logger.ProduceError(emission.Topic, error.Reason, error.Code.ToString(), notLogged);
        }

        queue.NoteRefusal(emission.Topic, error);
        Wait(emission);
    }

    private void TakeUpSize(Emission emission, bool wasAlone)
    {
        if (wasAlone)
        {
            SendSmaller(emission);
            return;
        }

        if (reporting.LogBound.IsDue($"request too large {emission.Topic}", out _))
        {
            reporting.Logger.RequestTooLarge(emission.Topic);
        }

        queue.SendAgain(emission);
    }

    private void SendSmaller(Emission emission)
    {
        long refusedBytes = emission.Message.Value?.Length ?? 0;
        if (emission.TryShorten())
        {
            if (emission.Alert is not null && reporting.LogBound.IsDue($"alert shortened {emission.Topic}", out NotLogged notLogged))
            {
                reporting.Logger.AlertShortened(emission.Topic, refusedBytes, notLogged);
            }

            queue.SendAgain(emission);
        }
        else if (emission.Alert is { } alert)
        {
            WriteAsDeadLetter(emission, alert, refusedBytes);
        }
        else
        {
            reporting.Logger.DeadLetterGivenUp(emission.DeadLetter!.Origin);
            reporting.Status.CountSuppressed();
            queue.GiveUp(emission);
        }
    }

    /// <summary>Lets a dead letter take an alert's place in its batch, so that no offset is committed before it is written.</summary>
    private void WriteAsDeadLetter(Emission emission, CloudEvent alert, long refusedBytes)
    {
        reporting.Status.CountAlertTooLarge();
        if (reporting.LogBound.IsDue($"alert too large {emission.Topic}", out NotLogged notLogged))
        {
            reporting.Logger.AlertTooLarge(alert.Id, emission.Topic, refusedBytes, deadLetterTopic, notLogged);
        }

        var letter = new Emission(deadLetterTopic, new DeadLetter(emission.Topic, alert, maxRequestBytes));
        emission.Batch?.Add(letter);
        queue.Emit(letter);
        queue.GiveUp(emission);
    }

    private void Wait(Emission emission)
    {
        if (!IsWaiting)
        {
            retryFrom = reporting.TimeProvider.GetTimestamp();
        }

        waiting.Add(emission);
    }
}
