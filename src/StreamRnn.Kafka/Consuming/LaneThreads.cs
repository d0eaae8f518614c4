namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// The lane threads of a consumer. A partition goes to the one with the fewest, and there is a new one as long as each has one
/// and the bound allows it; so threads have equal numbers after an assignment, and there are none without use. A thread that is
/// behind with what it was asked gets no partition and does not count. Belongs to the group's thread.
/// </summary>
/// <param name="most">Threads that keep up, at most.</param>
/// <param name="create">Makes one, which calls what it is given as the last that it does.</param>
internal sealed class LaneThreads(int most, Func<Action, LaneThread> create)
{
    private readonly List<LaneThread> threads = [];
    private Action? onLastEnd;

    /// <summary>The threads that run, and the one that owns them.</summary>
    private int users = 1;

    /// <summary>The thread for a partition that is new.</summary>
    public LaneThread Choose()
    {
        LaneThread[] punctual = [.. threads.Where(static thread => !thread.IsBehind)];
        LaneThread? least = punctual.MinBy(static thread => thread.PartitionCount);
        if (least is not null && (least.PartitionCount == 0 || punctual.Length >= most))
        {
            return least;
        }

        LaneThread added = create(Leave);
        threads.Add(added);
        Interlocked.Increment(ref users);
        added.Start();
        return added;
    }

    /// <summary>Lets the threads finish what they have in hand and let go of these partitions, all until <paramref name="deadline"/>. Returns those that their threads have let go of; the others are disposed by their threads.</summary>
    public static List<AssignedPartition> Remove(IReadOnlyList<AssignedPartition> partitions, Deadline deadline)
    {
        (AssignedPartition Partition, LaneRequest Request)[] requests =
            [.. partitions.Select(static partition => (partition, partition.Lane.Remove(partition)))];
        return [.. requests.Where(entry => entry.Partition.Lane.HasLetGo(entry.Request, deadline.Remaining)).Select(static entry => entry.Partition)];
    }

    /// <summary>Ends the consumer with what a thread ended with.</summary>
    public void ThrowIfFailed()
    {
        foreach (LaneThread thread in threads)
        {
            thread.Failure?.Throw();
        }
    }

    /// <summary>Ends the threads after the batches in hand. Whether all have ended until <paramref name="deadline"/>: those that have not dispose their partitions and queues when they do.</summary>
    public bool Stop(Deadline deadline)
    {
        foreach (LaneThread thread in threads)
        {
            thread.RequestStop();
        }

        bool haveEnded = true;
        foreach (LaneThread thread in threads)
        {
            haveEnded &= thread.HasEnded(deadline.Remaining);
        }

        return haveEnded;
    }

    /// <summary>Calls <paramref name="action"/> once no thread runs any more: now, or by the last of those that were given up. To be called once, after <see cref="Stop"/>.</summary>
    public void OnceAllHaveEnded(Action action)
    {
        onLastEnd = action;
        Leave();
    }

    /// <summary>Gives the queues of the threads back that have ended.</summary>
    public void DisposeQueues()
    {
        foreach (LaneThread thread in threads.Where(static thread => thread.HasEnded(TimeSpan.Zero)))
        {
            thread.DisposeQueue();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            onLastEnd!();
        }
    }
}
