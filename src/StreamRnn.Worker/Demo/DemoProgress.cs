using System.Threading.Channels;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Engine;

namespace StreamRnn.Worker.Demo;

/// <summary>
/// How far the engine has come on the demo's one partition. Offsets tell, not a count: an event that the lane rejects
/// is not shown to observers, but a later one's offset covers it. Incident changes are handed over through an
/// unbounded channel: they are rare, and none may be dropped.
/// </summary>
internal sealed class DemoProgress : IEngineObserver
{
    private readonly Channel<IncidentChange> changes = Channel.CreateUnbounded<IncidentChange>(
        new UnboundedChannelOptions { SingleReader = true });

    private long processed;
    private Waiter? waiter;

    /// <summary>Readings that the engine is through with: the newest offset and one.</summary>
    public long Processed => Interlocked.Read(ref processed);

    /// <summary>The incident changes, in the lane's order, until <see cref="Complete"/>.</summary>
    public IAsyncEnumerable<IncidentChange> Changes => changes.Reader.ReadAllAsync(CancellationToken.None);

    /// <summary>Ends <see cref="Changes"/>; called when no lane runs any more, or when the last reading has been processed.</summary>
    public void Complete() => changes.Writer.TryComplete();

    /// <summary>Completes when <see cref="Processed"/> has reached <paramref name="count"/>. One caller at a time.</summary>
    public Task WaitForAsync(long count, CancellationToken cancellationToken)
    {
        if (Processed >= count)
        {
            return Task.CompletedTask;
        }

        Waiter waiting = new(count);
        Interlocked.Exchange(ref waiter, waiting);
        Release(waiting);
        return waiting.Completion.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Scored(in SensorEvent sensorEvent, ScoredEvent scored)
    {
        // A full fence between this write and the read of the waiter, as there is between their counterparts in
        // WaitForAsync: one of the two sides sees the other, so no wake-up is lost.
        Interlocked.Exchange(ref processed, sensorEvent.Offset + 1);
        if (Volatile.Read(ref waiter) is { } waiting)
        {
            Release(waiting);
        }
    }

    /// <inheritdoc/>
    public void Changed(IncidentChange change) => changes.Writer.TryWrite(change);

    private void Release(Waiter waiting)
    {
        if (Processed >= waiting.Count)
        {
            waiting.Completion.TrySetResult();
        }
    }

    private sealed record Waiter(long Count)
    {
        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
