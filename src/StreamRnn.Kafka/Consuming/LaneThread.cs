using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Confluent.Kafka;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// A thread with some of the input partitions: it reads batches from a queue of its own, to which the queues of its partitions are
/// forwarded, parses, scores and emits. Its public members are the group's thread's; what it does itself stands below them.
/// </summary>
/// <remarks>
/// The group's thread never touches what a lane thread works on: it asks, and the lane thread does it between two batches. A
/// lane thread waits for nobody but the client's queue, so nobody who waits for it can be waited for by it. It ends when it is
/// told to or with the first exception, which the group's thread takes up.
/// No batch holds a record of a partition that the thread doesn't have. Before: a partition is handed to the thread before the client
/// fetches for it, and additions are taken up once more between reading a batch and handling it. After: the client has outdated what
/// it had queued of a partition before it asks for it back, and the thread lets go between two batches; one that was too long at it to
/// be waited for gets no partition before it has caught up (<see cref="IsBehind"/>), not even the same one again.
/// </remarks>
internal sealed class LaneThread
{
    /// <summary>The longest wait for a record; whoever asks for something ends it.</summary>
    private static readonly TimeSpan idleWait = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a paused lane looks whether it may go on, and one with a snapshot under way what has become of it.</summary>
    private static readonly TimeSpan pausedWait = TimeSpan.FromMilliseconds(10);

    private const int Running = 0;
    private const int Ended = 1;
    private const int Abandoned = 2;

    private readonly NativeMessages messages;
    private readonly BatchHandler batches;
    private readonly Dictionary<int, AssignedPartition> partitions;
    private readonly IntakeBound bound;
    private readonly LaneSnapshots snapshots;
    private readonly LaneCounts counts;
    private readonly ConcurrentQueue<Error> errors;
    private readonly Action onEnd;
    private readonly BusyTime busy;
    private readonly ConcurrentQueue<LaneRequest> requests = new();
    private readonly ManualResetEvent ended = new(false);
    private readonly Thread thread;
    private volatile ExceptionDispatchInfo? failure;
    private volatile bool isStopping;
    private int abandonedRequests;
    private int state = Running;
    private bool isSaving;

    /// <param name="messages">The lane's queue; disposed with the lane.</param>
    /// <param name="batches">Handles what comes from it.</param>
    /// <param name="partitions">The partitions that <paramref name="batches"/> knows, kept by this thread.</param>
    /// <param name="bound">Pauses them.</param>
    /// <param name="snapshots">Takes the partitions' snapshots.</param>
    /// <param name="counts">What this thread counts.</param>
    /// <param name="errors">Where partitions' errors go.</param>
    /// <param name="onEnd">Called as the last that the thread does.</param>
    public LaneThread(
        NativeMessages messages,
        BatchHandler batches,
        Dictionary<int, AssignedPartition> partitions,
        IntakeBound bound,
        LaneSnapshots snapshots,
        LaneCounts counts,
        ConcurrentQueue<Error> errors,
        Action onEnd)
    {
        this.messages = messages;
        this.batches = batches;
        this.partitions = partitions;
        this.bound = bound;
        this.snapshots = snapshots;
        this.counts = counts;
        this.errors = errors;
        this.onEnd = onEnd;
        busy = new BusyTime(counts);
        thread = new Thread(Run) { IsBackground = true, Name = $"lane {counts.Thread}" };
    }

    /// <summary>Why the thread ended by itself, or null.</summary>
    public ExceptionDispatchInfo? Failure => failure;

    /// <summary>Partitions that it has or will have.</summary>
    public int PartitionCount
    {
        get => counts.Partitions;
        private set => counts.Partitions = value;
    }

    /// <summary>Whether it has yet to do something that nobody waits for any more.</summary>
    public bool IsBehind => Volatile.Read(ref abandonedRequests) > 0;

    /// <summary>Called between the requests and the reading of each batch: tests hold the thread there.</summary>
    public Action<NativeMessages>? BeforeRead { get; init; }

    public void Start() => thread.Start();

    /// <summary>The partition's queue, to be forwarded to this lane's.</summary>
    /// <exception cref="KafkaFatalException">The client has none.</exception>
    public PartitionQueue QueueOf(string topic, int partition) =>
        messages.QueueOf(topic, partition) ?? throw new KafkaFatalException($"The Kafka client has no queue for partition {partition} of {topic}, which it says is assigned.");

    /// <summary>Gives the lane a partition, before any of its records can come.</summary>
    public void Add(AssignedPartition partition)
    {
        Expect();
        AddExpected(partition);
    }

    /// <summary>Counts a partition that it will be given.</summary>
    public void Expect() => PartitionCount++;

    /// <summary>It won't be given after all.</summary>
    public void ExpectNoMore() => PartitionCount--;

    /// <summary>Gives it a partition that it counts already.</summary>
    public void AddExpected(AssignedPartition partition)
    {
        Ask(new LaneRequest(partition, isAddition: true));
    }

    /// <summary>Asks the lane to finish the batch in hand and let go of a partition; <see cref="HasLetGo"/> waits for it.</summary>
    public LaneRequest Remove(AssignedPartition partition)
    {
        PartitionCount--;
        var request = new LaneRequest(partition, isAddition: false);
        Ask(request);
        return request;
    }

    /// <summary>Whether the lane has let go of a partition within <paramref name="timeout"/>. Where it has not, it disposes the partition when it does.</summary>
    public bool HasLetGo(LaneRequest request, TimeSpan timeout)
    {
        if (WaitHandle.WaitAny([request.WaitHandle, ended], timeout) != WaitHandle.WaitTimeout || !request.TryAbandon())
        {
            return true;
        }

        Interlocked.Increment(ref abandonedRequests);
        return false;
    }

    /// <summary>Lets the thread end after the batch in hand.</summary>
    public void RequestStop()
    {
        if (isStopping)
        {
            // Asked before: the thread may have given its queue back by now.
            return;
        }

        isStopping = true;
        messages.Wake();
    }

    /// <summary>
    /// Whether the thread has ended within <paramref name="timeout"/>. Where it has, its partitions are the caller's to dispose;
    /// where it has not, it disposes them when it does. Once it was given up, it is asked no more.
    /// </summary>
    public bool HasEnded(TimeSpan timeout)
    {
        // Only the first to come decides: a thread that was given up disposes what it has, also where it ends before that is asked again.
        ended.WaitOne(timeout);
        return Interlocked.CompareExchange(ref state, Abandoned, Running) == Ended;
    }

    /// <summary>Gives the lane's queue back, after the thread's end.</summary>
    public void DisposeQueue() => messages.Dispose();

    private void Ask(LaneRequest request)
    {
        requests.Enqueue(request);
        messages.Wake();
    }

    private void Run()
    {
        try
        {
            busy.Resume();
            while (!isStopping)
            {
                ServeRequests();
                bound.Apply(partitions.Values);
                BeforeRead?.Invoke(messages);
                Take();
                isSaving = snapshots.Step(partitions.Values);
                busy.Note();
            }
        }
        catch (Exception exception)
        {
            // Taken up by the group's thread, which ends the consumer with it.
            failure = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            End();
        }
    }

    private void Take()
    {
        if (!messages.TryRead())
        {
            if (isStopping || !requests.IsEmpty)
            {
                return;
            }

            if (isSaving)
            {
                return;
            }

            busy.Pause();
            messages.Wait(bound.IsPaused || snapshots.IsUnderWay ? pausedWait : idleWait);
            busy.Resume();
        }

        counts.BeginBatch();
        try
        {
            ServeAdditions();
            if (batches.Handle(messages))
            {
                ReportErrors();
            }
        }
        finally
        {
            messages.Release();
            counts.EndBatch();
        }
    }

    private void ServeRequests()
    {
        while (requests.TryDequeue(out LaneRequest? request))
        {
            Serve(request);
        }
    }

    /// <summary>Takes on what was added while the batch at hand was read. A removal waits until the batch is handled, and so does what was asked after it.</summary>
    private void ServeAdditions()
    {
        while (requests.TryPeek(out LaneRequest? request) && request.IsAddition)
        {
            requests.TryDequeue(out _);
            Serve(request);
        }
    }

    private void Serve(LaneRequest request)
    {
        AssignedPartition partition = request.Partition;
        if (request.IsAddition)
        {
            partitions.Add(partition.Number, partition);
            bound.Include(partition);
        }
        else
        {
            partitions.Remove(partition.Number);
            snapshots.Exclude(partition);
            bound.Exclude(partition);
        }

        Complete(request);
    }

    private void Complete(LaneRequest request)
    {
        if (!request.TryComplete())
        {
            request.Partition.Dispose();
            Interlocked.Decrement(ref abandonedRequests);
        }
    }

    private void ReportErrors()
    {
        for (int i = 0; i < messages.Count; i++)
        {
            if (messages[i].Error != 0)
            {
                errors.Enqueue(new Error((ErrorCode)messages[i].Error, System.Text.Encoding.UTF8.GetString(messages[i].Value)));
            }
        }
    }

    private void End()
    {
        counts.IsFree = true;
        bool isAbandoned = Interlocked.CompareExchange(ref state, Ended, Running) == Abandoned;
        ended.Set();

        // Whoever abandoned a request did so before it could see the end: it is in the queue.
        while (requests.TryDequeue(out LaneRequest? request))
        {
            if (request.IsAddition)
            {
                partitions.Add(request.Partition.Number, request.Partition);
            }
            else
            {
                partitions.Remove(request.Partition.Number);
            }

            Complete(request);
        }

        if (isAbandoned)
        {
            foreach (AssignedPartition partition in partitions.Values)
            {
                partition.Dispose();
            }

            messages.Dispose();
        }

        onEnd();
    }
}
