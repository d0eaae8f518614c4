using StreamRnn.Alerting;

namespace StreamRnn.Worker.Live;

/// <summary>An incident as the page shows it: its opening and its newest change.</summary>
/// <param name="Version">Grows with every change of any incident: what a reader has not seen yet lies above its last one.</param>
/// <param name="Newest">The newest change.</param>
internal sealed record LiveIncident(long Version, IncidentChange Newest);
