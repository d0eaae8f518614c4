using System.Collections.Immutable;
using StreamRnn.Alerting;

namespace StreamRnn.Worker.Demo;

/// <summary>Tells what the demo does. Called by one thread at a time, in this order; a run that is broken off only disposes of it.</summary>
internal interface IDemoReporter : IAsyncDisposable
{
    /// <summary>The readings are about to be played.</summary>
    /// <param name="recording">What is played.</param>
    /// <param name="speed">Event time over real time; null where it is played as fast as the engine takes it.</param>
    /// <param name="page">Where the live page is; null where there is none.</param>
    /// <param name="staysUp">The page stays when the readings are played, until the user ends it.</param>
    void Begin(DemoRecording recording, double? speed, Uri? page, bool staysUp);

    /// <summary>An incident changed.</summary>
    void Report(IncidentChange change);

    /// <summary>The last reading was processed. <paramref name="staysUp"/> says that the page stays until the user ends it.</summary>
    Task FinishAsync(ImmutableArray<StreamResult> results, bool staysUp);
}
