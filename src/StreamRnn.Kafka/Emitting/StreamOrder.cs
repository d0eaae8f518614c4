using System.Diagnostics.CodeAnalysis;

namespace StreamRnn.Kafka.Emitting;

/// <summary>
/// Keeps the alerts of a stream in their order: the next one is given to the client when the one before it is acknowledged. The client
/// alone does not keep that order: a request that the cluster refuses for good comes back to us, while those that follow it are written.
/// It costs a round trip for each alert of one stream; those of others don't wait. Guarded by its owner's lock, but for
/// <see cref="MustPause"/>, which any thread may ask.
/// </summary>
internal sealed class StreamOrder
{
    /// <summary>Alerts of one stream that may wait behind each other before the input is paused: as many as a stop can write one after another within its time.</summary>
    public const int MaxFollowers = 256;

    private readonly Dictionary<string, Queue<Emission>?> followers = [];
    private int fullStreams;
    private int halfFullStreams;

    /// <summary>Whether the input is to be paused for a stream whose alerts come faster than they are acknowledged, given whether it <paramref name="isPaused"/>.</summary>
    public bool MustPause(bool isPaused) => Volatile.Read(ref isPaused ? ref halfFullStreams : ref fullStreams) > 0;

    /// <summary>Whether it may go to the client at once. Where not, it follows another alert of its stream, and comes back from <see cref="TryTakeNext"/>.</summary>
    public bool TryEnter(Emission emission)
    {
        if (emission.Stream is not { } stream || followers.TryAdd(stream, null))
        {
            return true;
        }

        Queue<Emission> waiting = followers[stream] ??= new Queue<Emission>();
        waiting.Enqueue(emission);
        halfFullStreams += waiting.Count == MaxFollowers / 2 ? 1 : 0;
        fullStreams += waiting.Count == MaxFollowers ? 1 : 0;
        return false;
    }

    /// <summary>Takes the one that follows an emission which is acknowledged or given up, if there is one.</summary>
    public bool TryTakeNext(Emission concluded, [NotNullWhen(true)] out Emission? next)
    {
        next = null;
        if (concluded.Stream is not { } stream)
        {
            return false;
        }

        if (followers[stream] is not { Count: > 0 } waiting)
        {
            followers.Remove(stream);
            return false;
        }

        halfFullStreams -= waiting.Count == MaxFollowers / 2 ? 1 : 0;
        fullStreams -= waiting.Count == MaxFollowers ? 1 : 0;
        next = waiting.Dequeue();
        return true;
    }
}
