using Confluent.Kafka;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Cluster;

/// <summary>
/// Looks at the cluster from time to time: whether a broker answers, whether the worker's topics are there and may be used. It asks by
/// a client and on a thread of its own, so that a cluster that does not answer holds up nobody. What it finds stands in the status and,
/// where it is not well, in the log.
/// </summary>
/// <remarks>
/// It asks, instead of listening: librdkafka reports "all brokers down" also of clusters that answer, does not report that one
/// answers again, and says nothing of an output topic before there is something to write.
/// </remarks>
internal sealed class ClusterWatch : IDisposable
{
    private readonly KafkaOptions kafka;
    private readonly IReadOnlyList<NeededTopic> topics;
    private readonly Func<IReadOnlyList<(string Topic, Error Error)>> refusals;
    private readonly WatchTimes times;
    private readonly Reporting reporting;
    private readonly TopicAdvice advice;
    private readonly IAdminClient admin;
    private readonly TopicCreation creation;
    private readonly ChangelogCheck changelogs;
    private readonly ManualResetEvent stop = new(false);
    private volatile string? lastError;
    private volatile ReadRefusal? readRefusal;
    private IReadOnlyDictionary<string, Error> creationErrors = new Dictionary<string, Error>();
    private ClusterView view = new();

    /// <summary>Partitions that the input had when it was last there; 0 before.</summary>
    private int knownInputPartitions;

    /// <summary>Makes the client; nothing is asked before <see cref="Start"/>.</summary>
    /// <param name="kafka">The cluster.</param>
    /// <param name="topics">The worker's topics.</param>
    /// <param name="refusals">Topics that have refused what was written last, and why; asked on the watch's thread.</param>
    /// <param name="times">How often it looks, and how long it waits.</param>
    /// <param name="reporting">Where it says what it finds.</param>
    public ClusterWatch(
        KafkaOptions kafka,
        IReadOnlyList<NeededTopic> topics,
        Func<IReadOnlyList<(string Topic, Error Error)>> refusals,
        WatchTimes times,
        Reporting reporting)
    {
        this.kafka = kafka;
        this.topics = [.. topics.DistinctBy(static topic => topic.Name)];
        this.refusals = refusals;
        this.times = times;
        this.reporting = reporting;
        advice = new TopicAdvice(kafka);

        // What it logs and reports, the consumer and the producer do as well.
        admin = new AdminClientBuilder(ClientConfiguration.Admin(kafka))
            .SetLogHandler(static (_, _) => { })
            .SetErrorHandler((_, error) => Note(error))
            .Build();
        changelogs = new ChangelogCheck(admin, advice, times.Patience);
        creation = new TopicCreation(admin, times.CreationPatience, reporting);
    }

    public void Start() => new Thread(Run) { IsBackground = true, Name = "cluster watch" }.Start();

    /// <summary>Takes note that the group or the input topic refuses the consumer, which the client says once. Any thread may call it.</summary>
    public void NoteRefusal(Error error) => readRefusal = new ReadRefusal(error, reporting.Status.Records);

    /// <summary>Lets the thread end, and the client with it, after the look that is under way; does not wait for that.</summary>
    public void Dispose() => stop.Set();

    private void Run()
    {
        using (admin)
        {
            TimeSpan interval;
            do
            {
                interval = IsWell() ? times.CalmInterval : times.AlarmedInterval;
            }
            while (!stop.WaitOne(interval));
        }
    }

    /// <summary>Looks, and goes on whatever comes of it: an exception on this thread would end the process without a stop.</summary>
    private bool IsWell()
    {
        try
        {
            return Look();
        }
        catch (Exception unforeseen)
        {
            if (reporting.LogBound.IsDue("cluster watch", out _))
            {
                reporting.Logger.WatchFailed(unforeseen);
            }

            return false;
        }
    }

    /// <summary>Whether all is well.</summary>
    private bool Look()
    {
        bool wasReached = view.Unreachable is null;
        var errors = new Dictionary<string, Error>();
        var partitions = new Dictionary<string, int>();
        int inputPartitions = 0;
        try
        {
            foreach (NeededTopic topic in topics)
            {
                TopicMetadata found = admin.GetMetadata(topic.Name, times.Patience).Topics[0];
                errors[topic.Name] = found.Error;
                partitions[topic.Name] = found.Partitions.Count;
                inputPartitions = topic.IsInput && !found.Error.IsError ? found.Partitions.Count : inputPartitions;
            }
        }
        catch (KafkaException failure)
        {
            Show(view with { Unreachable = lastError ?? failure.Error.Reason }, wasReached);
            return false;
        }

        lastError = null;
        knownInputPartitions = inputPartitions > 0 ? inputPartitions : knownInputPartitions;
        foreach ((string topic, Error error) in WriteRefusals().Concat(ReadRefusals()).Where(refusal => !errors[refusal.Topic].IsError))
        {
            errors[topic] = error;
        }

        TopicFault[] faults =
        [
            .. topics.Where(topic => errors[topic.Name].IsError).Select(topic => advice.Explain(
                topic, errors[topic.Name], knownInputPartitions, creationErrors.GetValueOrDefault(topic.Name))),
            .. topics.Where(topic => topic.IsChangelog && !errors[topic.Name].IsError).Select(topic => changelogs.Look(topic, partitions[topic.Name], inputPartitions)).OfType<TopicFault>(),
        ];
        Show(new ClusterView { Faults = faults, InputPartitions = inputPartitions }, wasReached);
        if (kafka.CreateTopics)
        {
            Create([.. topics.Where(topic => errors[topic.Name].Code == ErrorCode.UnknownTopicOrPart)]);
        }

        return faults.Length == 0;
    }

    /// <summary>Makes what is missing: the input first, whose partitions the others have as many of.</summary>
    private void Create(IReadOnlyList<NeededTopic> missing)
    {
        NeededTopic[] input = [.. missing.Where(static topic => topic.IsInput)];
        if (missing.Count > 0)
        {
            creationErrors = creation.TryCreate(input.Length > 0 ? input : missing, knownInputPartitions);
        }
    }

    private void Show(ClusterView now, bool wasReached)
    {
        view = now;
        reporting.Status.Cluster = now;
        if (now.Unreachable is not null && wasReached)
        {
            reporting.Logger.ClusterUnreachable(kafka.BootstrapServers, now.Unreachable);
        }
        else if (now.Unreachable is null && !wasReached)
        {
            reporting.Logger.ClusterReachable(kafka.BootstrapServers);
        }

        foreach (TopicFault fault in now.Faults.Where(_ => now.Unreachable is null))
        {
            if (reporting.LogBound.IsDue($"topic {fault}", out _))
            {
                reporting.Logger.TopicUnusable(fault.ToString());
            }
        }
    }

    /// <summary>Whether a topic is there this look knows better than the producer, which asks less often.</summary>
    private IEnumerable<(string Topic, Error Error)> WriteRefusals() =>
        refusals().Where(static refusal => refusal.Error.Code is not (ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic));

    /// <summary>Whether the input is refused still: the group's refusal ends with an assignment, the topic's with a record.</summary>
    private IEnumerable<(string Topic, Error Error)> ReadRefusals()
    {
        return readRefusal is { } refusal
            && refusal.Records == reporting.Status.Records
            && (refusal.Error.Code != ErrorCode.GroupAuthorizationFailed || reporting.Status.Assigned == 0)
            ? topics.Where(static topic => topic.IsInput).Select(topic => (topic.Name, refusal.Error))
            : [];
    }

    private void Note(Error error)
    {
        if (error.Code != ErrorCode.Local_AllBrokersDown)
        {
            lastError = error.Reason;
        }
    }

    private sealed record ReadRefusal(Error Error, long Records);
}

/// <summary>How often the cluster is looked at, and how long its answers are waited for.</summary>
internal sealed record WatchTimes
{
    /// <summary>Between looks, while all is well: three small requests.</summary>
    public TimeSpan CalmInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between looks while something is not.</summary>
    public TimeSpan AlarmedInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a broker may take to answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the cluster may take to make a topic. One that does not serve that is not waited for for longer: librdkafka's test broker is one.</summary>
    public TimeSpan CreationPatience { get; init; } = TimeSpan.FromSeconds(10);
}
