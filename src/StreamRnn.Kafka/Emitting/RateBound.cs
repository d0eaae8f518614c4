namespace StreamRnn.Kafka.Emitting;

/// <summary>A token bucket: at most <paramref name="perSecond"/> a second, with bursts of one second's worth; 0 for no bound. Many threads may ask.</summary>
internal sealed class RateBound(int perSecond, TimeProvider timeProvider)
{
    private readonly Lock gate = new();
    private double tokens = perSecond;
    private long last = timeProvider.GetTimestamp();

    /// <summary>Takes one token where there is one.</summary>
    public bool TryTake()
    {
        if (perSecond == 0)
        {
            return true;
        }

        lock (gate)
        {
            long now = timeProvider.GetTimestamp();
            tokens = Math.Min(perSecond, tokens + (timeProvider.GetElapsedTime(last, now).TotalSeconds * perSecond));
            last = now;
            if (tokens < 1)
            {
                return false;
            }

            tokens--;
            return true;
        }
    }
}
