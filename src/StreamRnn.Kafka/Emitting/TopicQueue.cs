using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;

namespace StreamRnn.Kafka.Emitting;

/// <summary>What the client is to get of one topic next, and how much at once. Guarded by its owner's lock.</summary>
/// <remarks>
/// A cluster that refuses a size refuses a request, and with it all that the client had put into it. So the client then gets half as
/// much at once, and half of that, until the cluster takes it or refuses something that was alone: only that is too large itself. The
/// bound stays: the topic's own limit does not change by itself, and what fits into a request of that size is written at once.
/// </remarks>
/// <param name="maxRequestBytes">The most that the client puts into one request.</param>
internal sealed class TopicQueue(long maxRequestBytes)
{
    private readonly Queue<Emission> ready = new();
    private long bound = long.MaxValue;
    private Emission? alone;
    private int sent;
    private long sentBytes;

    /// <summary>Why the cluster does not take what is written to the topic; null where it has taken something since.</summary>
    public Error? Refusal { get; set; }

    /// <summary>Adds an emission that is new, or one that came back refused.</summary>
    public void Add(Emission emission) => ready.Enqueue(emission);

    /// <summary>The next one to send, if there is one and the client may have it now. From here on it counts as the client's.</summary>
    public bool TryTake([NotNullWhen(true)] out Emission? next)
    {
        if (!ready.TryPeek(out next) || (sent > 0 && sentBytes + next.Bytes > bound))
        {
            return false;
        }

        ready.Dequeue();
        next.SentWithin = Math.Min(bound, maxRequestBytes);
        alone = sent == 0 ? next : null;
        sent++;
        sentBytes += next.Bytes;
        return true;
    }

    /// <summary>Takes note that the client is done with an emission. Whether it had no other of this topic all that time.</summary>
    public bool Return(Emission emission)
    {
        sent--;
        sentBytes -= emission.Bytes;
        return alone == emission;
    }

    /// <summary>After a refusal for size of what was not alone: the client gets half of what it might have then.</summary>
    public void Halve(Emission refused) => bound = Math.Min(bound, refused.SentWithin / 2);
}
