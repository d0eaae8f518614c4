using StreamRnn.Alerting;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Engine;

/// <summary>Is shown what a lane engine does: the live page and the demo's terminal. Called on the lanes' threads, on several at once where there are several; it must be quick and must not throw.</summary>
internal interface IEngineObserver
{
    /// <summary>An event was taken in and scored (or is in warm-up).</summary>
    void Scored(in SensorEvent sensorEvent, ScoredEvent scored);

    /// <summary>An incident changed.</summary>
    void Changed(IncidentChange change);
}
