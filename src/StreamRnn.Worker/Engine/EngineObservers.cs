using StreamRnn.Alerting;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Engine;

/// <summary>Several observers as one, called in order.</summary>
internal sealed class EngineObservers(params IEngineObserver[] observers) : IEngineObserver
{
    /// <inheritdoc/>
    public void Scored(in SensorEvent sensorEvent, ScoredEvent scored)
    {
        foreach (IEngineObserver observer in observers)
        {
            observer.Scored(sensorEvent, scored);
        }
    }

    /// <inheritdoc/>
    public void Changed(IncidentChange change)
    {
        foreach (IEngineObserver observer in observers)
        {
            observer.Changed(change);
        }
    }
}
