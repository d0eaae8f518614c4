namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// The lane threads of a consumer. A partition goes to the one with the fewest, and there is a new one as long as each has one
/// and the bound allows it; so threads have equal numbers after an assignment, and there are none without use. A thread that is
/// behind with what it was asked gets no partition and does not count. Belongs to the group's thread.
/// </summary>
/// <param name="max">Threads that keep up, at most.</param>
/// <param name="emitters">The threads are among them, from their start on.</param>
/// <param name="create">Makes one, which leaves them when it ends.</param>
internal sealed class LaneThreads(int max, LastUser emitters, Func<LaneThread> create)
{
    private readonly List<LaneThread> threads = [];

    /// <summary>The thread for a partition that is new.</summary>
    public LaneThread Choose()
    {
        LaneThread[] punctual = [.. threads.Where(static thread => !thread.IsBehind)];
        LaneThread? emptiest = punctual.MinBy(static thread => thread.PartitionCount);
        if (emptiest is not null && (emptiest.PartitionCount == 0 || punctual.Length >= max))
        {
            return emptiest;
        }

        LaneThread added = create();
        threads.Add(added);
        emitters.Enter();
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

    /// <summary>Gives the queues of the threads back that have ended.</summary>
    public void DisposeQueues()
    {
        foreach (LaneThread thread in threads.Where(static thread => thread.HasEnded(TimeSpan.Zero)))
        {
            thread.DisposeQueue();
        }
    }
}
