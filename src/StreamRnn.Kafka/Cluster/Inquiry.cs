using Confluent.Kafka;

namespace StreamRnn.Kafka.Cluster;

/// <summary>Something that is asked again and again, once at a time, without waiting for the answer. Belongs to one thread.</summary>
internal sealed class Inquiry<T>(TimeSpan interval, TimeProvider timeProvider)
    where T : class
{
    private Task<T?>? pending;
    private long? lastAsked;

    /// <summary>Takes the answer where it has come.</summary>
    public T? Take()
    {
        if (pending is not { IsCompleted: true } answered)
        {
            return null;
        }

        pending = null;

        // Where the cluster does not answer, or has no answer, it is asked again.
        return answered.Exception?.InnerException is KafkaException ? null : answered.GetAwaiter().GetResult();
    }

    /// <summary>Asks where no answer is awaited and the last question was long enough ago.</summary>
    public void AskWhereDue(Func<Task<T?>> ask)
    {
        if (pending is null && (lastAsked is not { } last || timeProvider.GetElapsedTime(last) >= interval))
        {
            lastAsked = timeProvider.GetTimestamp();
            pending = ask();
        }
    }
}
