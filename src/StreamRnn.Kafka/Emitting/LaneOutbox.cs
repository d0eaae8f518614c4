namespace StreamRnn.Kafka.Emitting;

/// <summary>The outbox of one thread that takes records in, and of the processors that it calls.</summary>
internal sealed class LaneOutbox(Delivery delivery) : IOutbox
{
    private bool hasAlert;

    /// <inheritdoc/>
    public void Add(CloudEvent alert)
    {
        delivery.AddAlert(alert);
        hasAlert = true;
    }

    /// <summary>To be called once the positions cover all that was emitted: what an alert came from is committed without waiting for the interval.</summary>
    public void Conclude()
    {
        if (hasAlert)
        {
            hasAlert = false;
            delivery.CommitSoon();
        }
    }
}
