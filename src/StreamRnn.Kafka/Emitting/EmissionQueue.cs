using Confluent.Kafka;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Emitting;

/// <summary>
/// What is on its way to the cluster: each emission is sent until it is acknowledged, the alerts of a stream in their order. Any thread
/// may emit and ask how much is outstanding; the rest belongs to the group's thread, and acknowledgements come from the client's.
/// Disposing it drops what is not acknowledged, whose offsets were not committed.
/// </summary>
internal sealed class EmissionQueue : IDisposable
{
    /// <summary>How long an emission or a commit that was refused waits for its next try.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, TopicQueue> topics = [];
    private readonly StreamOrder order = new();
    private readonly IProducer<byte[]?, byte[]?> producer;
    private readonly int maxRequestBytes;
    private readonly ConsumerStatus status;
    private readonly Backlog backlog;
    private readonly RefusedEmissions refused;

    /// <param name="producer">The client; disposed with the queue.</param>
    /// <param name="maxRequestBytes">The most that the client puts into one request.</param>
    /// <param name="deadLetterTopic">Where alerts go that no size of is taken.</param>
    /// <param name="reporting">What becomes of it.</param>
    public EmissionQueue(IProducer<byte[]?, byte[]?> producer, int maxRequestBytes, string deadLetterTopic, Reporting reporting)
    {
        this.producer = producer;
        this.maxRequestBytes = maxRequestBytes;
        status = reporting.Status;
        backlog = new Backlog(reporting.TimeProvider);
        refused = new RefusedEmissions(this, maxRequestBytes, deadLetterTopic, reporting);
    }

    /// <summary>Emissions that wait for their acknowledgement.</summary>
    public int Outstanding => backlog.Count;

    /// <summary>How long the cluster has had the oldest of them.</summary>
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

    /// <summary>Whether something was refused and is to be sent again.</summary>
    public bool IsBusy => refused.Any;

    /// <summary>Whether so much waits that the input is to be paused, given whether it <paramref name="isPaused"/>.</summary>
    public bool MustPause(bool isPaused) => backlog.MustPause(isPaused);

    /// <summary>Whether the input is to be paused for one stream, whose alerts come faster than they are acknowledged, given whether it <paramref name="isPaused"/>.</summary>
    public bool MustPauseForStream(bool isPaused) => order.MustPause(isPaused);

    /// <summary>Sends an alert or a dead letter that its batch counts already, again and again until it is acknowledged.</summary>
    public void Emit(Emission emission)
    {
        lock (gate)
        {
            backlog.Add(emission);
            if (!topics.TryGetValue(emission.Topic, out TopicQueue? topic))
            {
                topics.Add(emission.Topic, topic = new TopicQueue(maxRequestBytes));
            }

            if (order.TryEnter(emission))
            {
                topic.Add(emission);
                SendReady(topic);
            }
        }
    }

    /// <summary>Takes up what was refused, and sends again what has waited long enough.</summary>
    /// <exception cref="KafkaFatalException">The producer can't go on.</exception>
    public void Serve() => refused.Serve();

    /// <summary>Waits until all of a batch is acknowledged, at most until <paramref name="deadline"/>; false where that did not do. What others emit meanwhile is not waited for.</summary>
    /// <exception cref="KafkaFatalException">The producer can't go on.</exception>
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
            if (refused.IsWaiting)
            {
                Thread.Sleep(slice);
            }
        }

        return true;
    }

    /// <summary>Sends what came back refused; what follows it in its stream goes on waiting.</summary>
    public void SendAgain(params ReadOnlySpan<Emission> emissions)
    {
        lock (gate)
        {
            foreach (Emission emission in emissions)
            {
                TopicQueue topic = topics[emission.Topic];
                topic.Add(emission);
                SendReady(topic);
            }
        }
    }

    /// <summary>Goes on without an emission that came back refused.</summary>
    public void GiveUp(Emission emission)
    {
        lock (gate)
        {
            TopicQueue topic = topics[emission.Topic];
            Settle(topic, emission);
            SendReady(topic);
        }
    }

    /// <summary>Takes note that a topic takes nothing, until it does.</summary>
    public void NoteRefusal(string topic, Error error)
    {
        lock (gate)
        {
            topics[topic].Refusal = error;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => producer.Dispose();

    /// <summary>Gives the client what it may have now. Within the lock, so that what is taken first is sent first.</summary>
    private void SendReady(TopicQueue topic)
    {
        while (topic.TryTake(out Emission? emission))
        {
            backlog.Send(emission);
            try
            {
                producer.Produce(emission.Topic, emission.Message, report => Reported(emission, report.Error));
            }
            catch (ProduceException<byte[]?, byte[]?> refusal)
            {
                // The client's own refusal concerns this one and no other, whatever else it has.
                topic.Return(emission);
                refused.Add(emission, refusal.Error, wasAlone: true);
                if (refusal.Error.Code == ErrorCode.Local_QueueFull)
                {
                    return;
                }
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
                if (RefusedEmissions.IsForSize(error) && !wasAlone)
                {
                    topic.Halve(emission);
                }

                refused.Add(emission, error, wasAlone);
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
        if (emission.Alert is null)
        {
            status.CountDeadLetterWritten(emission.IsCut);
        }
        else
        {
            status.CountAlertWritten(emission.IsCut);
        }
    }

    /// <summary>What is acknowledged or given up holds up neither its batch nor what follows it. Within the lock.</summary>
    private void Settle(TopicQueue topic, Emission emission)
    {
        if (order.TryTakeNext(emission, out Emission? next))
        {
            topic.Add(next);
        }

        emission.Batch?.Acknowledge();
        backlog.Remove(emission);
    }
}
