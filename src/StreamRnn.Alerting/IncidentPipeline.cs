using StreamRnn.Core.Streams;

namespace StreamRnn.Alerting;

/// <summary>A lane's reactive windows: exceedances in, incident changes out, on a virtual clock that the lane's watermark advances.</summary>
public sealed class IncidentPipeline : IDisposable
{
    private readonly Action<IncidentChange> changed;

    /// <summary><paramref name="changed"/> is called on the caller's thread, within <see cref="Push"/> and <see cref="Advance"/>.</summary>
    public IncidentPipeline(IncidentOptions options, Action<IncidentChange> changed)
    {
        Options = options;
        this.changed = changed;
    }

    /// <summary>The options the pipeline was made with.</summary>
    public IncidentOptions Options { get; }

    /// <summary>Incidents open now.</summary>
    public int OpenIncidents { get; private set; }

    /// <summary>Moves the virtual clock to the lane's watermark, Unix milliseconds; an older one is ignored. Free of allocation and nearly free of work while no incident is open.</summary>
    public void Advance(long watermark)
    {
    }

    /// <summary>Takes an exceedance in, in lane order, after <see cref="Advance"/> was given the event's watermark.</summary>
    public void Push(Exceedance exceedance)
    {
        changed.Equals(null);
    }

    /// <summary>Ends the windows without a word; open incidents stay open.</summary>
    public void Dispose()
    {
    }
}
