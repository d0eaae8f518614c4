namespace StreamRnn.Kafka.Consuming;

/// <summary>Does something once the last of several threads has no more use for what they share; whoever makes it is the first of them.</summary>
internal sealed class LastUser(Action whenUnused)
{
    private int users = 1;

    /// <summary>One more uses it. To be called by one that does already.</summary>
    public void Enter() => Interlocked.Increment(ref users);

    /// <summary>One fewer does.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            whenUnused();
        }
    }
}
