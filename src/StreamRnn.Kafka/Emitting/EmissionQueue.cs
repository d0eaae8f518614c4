using System.Collections.Concurrent;
using Confluent.Kafka;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Emitting;

/// <summary>
/// What is on its way to the cluster: each emission is sent until it is acknowledged, the alerts of a stream in their order, and one
/// that is too large for its topic is made smaller where it is a dead letter. Any thread may emit and ask how much is outstanding; the
/// rest belongs to the group's thread, and acknowledgements come from the client's. Disposing it drops what is not acknowledged, whose
/// offsets were not committed.
/// </summary>
/// <param name="producer">The client; disposed with the queue.</param>
/// <param name="largestRequest">The most that the client puts into one request, in bytes.</param>
/// <param name="reporting">What becomes of it.</param>
internal sealed class EmissionQueue(IProducer<byte[]?, byte[]?> producer, int largestRequest, Reporting reporting) : IDisposable
{
    /// <summary>How long an emission or a commit that was refused waits for its next try.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, TopicQueue> topics = [];
    private readonly Backlog backlog = new(reporting.TimeProvider);
    private readonly ConcurrentQueue<(Emission Emission, Error Error, bool WasAlone)> refused = new();
    private readonly List<Emission> waiting = [];
    private long? retryFrom;

    /// <summary>Emissions that wait for their acknowledgement.</summary>
    public int Outstanding => backlog.Count;

    /// <summary>How long the oldest of them has waited.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            lock (gate)
            {
                return backlog.OldestAge();
            }
        }
    }

    /// <summary>The topics that take nothing, and why. Any thread may ask.</summary>
    public IReadOnlyList<(string Topic, Error Error)> Refusals
    {
        get
        {
            lock (gate)
            {
                return [.. topics.Where(static topic => topic.Value.Refusal is not null).Select(static topic => (topic.Key, topic.Value.Refusal!))];
            }
        }
    }

    /// <summary>Whether the input is to be paused, given whether it <paramref name="isPaused"/>.</summary>
    public bool MustPause(bool isPaused) => backlog.MustPause(isPaused);

    /// <summary>Whether something was refused and is to be sent again.</summary>
    public bool IsBusy => !refused.IsEmpty || waiting.Count > 0;

    /// <summary>Sends an alert or a dead letter that its batch counts already, again and again until it is acknowledged.</summary>
    public void Emit(Emission emission)
    {
        lock (gate)
        {
            backlog.Add(emission);
            if (!topics.TryGetValue(emission.Topic, out TopicQueue? topic))
            {
                topics.Add(emission.Topic, topic = new TopicQueue(largestRequest));
            }

            topic.Add(emission);
            SendReady(topic);
        }
    }

    /// <summary>Takes up what was refused, and sends again what has waited long enough.</summary>
    /// <exception cref="KafkaFatalException">An alert can't be written.</exception>
    public void Serve()
    {
        while (refused.TryDequeue(out (Emission Emission, Error Error, bool WasAlone) refusal))
        {
            TakeUp(refusal.Emission, refusal.Error, refusal.WasAlone);
        }

        if (retryFrom is { } from && reporting.TimeProvider.GetElapsedTime(from) >= RetryDelay)
        {
            Emission[] again = [.. waiting];
            waiting.Clear();
            retryFrom = null;
            SendAgain(again);
        }
    }

    /// <summary>Waits until all of a batch is acknowledged, at most until <paramref name="deadline"/>; false where that did not do. What others emit meanwhile is not waited for.</summary>
    /// <exception cref="KafkaFatalException">An alert can't be written.</exception>
    public bool Flush(EmissionBatch batch, Deadline deadline)
    {
        TimeSpan slice = TimeSpan.FromMilliseconds(20);
        while (!batch.IsAcknowledged)
        {
            if (deadline.Remaining == TimeSpan.Zero)
            {
                return false;
            }

            producer.Flush(slice);
            Serve();
            if (waiting.Count > 0)
            {
                Thread.Sleep(slice);
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => producer.Dispose();

    private static bool IsSizeRefusal(Error error) => error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.RecordListTooLarge;

    /// <summary>Gives the client what it may have now. Within the lock, so that what is taken first is sent first.</summary>
    private void SendReady(TopicQueue topic)
    {
        while (topic.TryTake(out Emission? emission))
        {
            try
            {
                producer.Produce(emission.Topic, emission.Message, report => Reported(emission, report.Error));
            }
            catch (ProduceException<byte[]?, byte[]?> refusal)
            {
                // The client's own refusal concerns this one and no other, whatever else it has.
                topic.Return(emission);
                refused.Enqueue((emission, refusal.Error, WasAlone: true));
                if (refusal.Error.Code == ErrorCode.Local_QueueFull)
                {
                    return;
                }
            }
        }
    }

    private void SendAgain(params ReadOnlySpan<Emission> emissions)
    {
        lock (gate)
        {
            foreach (Emission emission in emissions)
            {
                TopicQueue topic = topics[emission.Topic];
                topic.AddAgain(emission);
                SendReady(topic);
            }
        }
    }

    /// <summary>Called by the client's thread.</summary>
    private void Reported(Emission emission, Error error)
    {
        lock (gate)
        {
            TopicQueue topic = topics[emission.Topic];
            bool wasAlone = topic.Return(emission);
            if (error.IsError)
            {
                if (IsSizeRefusal(error) && !wasAlone)
                {
                    topic.Halve(emission);
                }

                refused.Enqueue((emission, error, wasAlone));
            }
            else
            {
                CountWritten(emission);
                topic.Refusal = null;
                Settle(topic, emission);
            }

            SendReady(topic);
        }
    }

    private void CountWritten(Emission emission)
    {
        if (emission.IsAlert)
        {
            reporting.Status.CountAlertWritten();
            return;
        }

        reporting.Status.CountDeadLetterWritten();
        if (emission.DeadLetter!.IsCut)
        {
            reporting.Status.CountTruncated();
        }
    }

    /// <summary>What is acknowledged or given up holds up neither its batch nor what follows it. Within the lock.</summary>
    private void Settle(TopicQueue topic, Emission emission)
    {
        topic.Conclude(emission);
        emission.Batch?.Acknowledge();
        backlog.Remove(emission);
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

        if (IsSizeRefusal(error))
        {
            TakeUpSize(emission, error, wasAlone);
            return;
        }

        if (reporting.LogBound.IsDue($"produce {emission.Topic} {error.Code}", out long heldBack))
        {
            reporting.Logger.ProduceError(emission.Topic, error.Reason, error.Code.ToString(), heldBack);
        }

        lock (gate)
        {
            topics[emission.Topic].Refusal = error;
        }

        Wait(emission);
    }

    private void TakeUpSize(Emission emission, Error error, bool wasAlone)
    {
        if (wasAlone)
        {
            SendSmaller(emission, error);
            return;
        }

        if (reporting.LogBound.IsDue($"request too large {emission.Topic}", out _))
        {
            reporting.Logger.RequestTooLarge(emission.Topic);
        }

        SendAgain(emission);
    }

    private void SendSmaller(Emission emission, Error error)
    {
        if (emission.DeadLetter is not { } deadLetter)
        {
            throw new KafkaFatalException(
                $"An alert of {emission.Message.Value?.Length ?? 0} bytes can't be written to {emission.Topic}: {error.Reason}. "
                + "Raise the topic's max.message.bytes or kafka.client.message.max.bytes.");
        }

        if (!deadLetter.Shrink())
        {
            reporting.Logger.DeadLetterGivenUp(deadLetter.Origin);
            reporting.Status.CountSuppressed();
            lock (gate)
            {
                Settle(topics[emission.Topic], emission);
            }

            return;
        }

        emission.Message = deadLetter.ToMessage();
        SendAgain(emission);
    }

    private void Wait(Emission emission)
    {
        waiting.Add(emission);
        retryFrom ??= reporting.TimeProvider.GetTimestamp();
    }
}
