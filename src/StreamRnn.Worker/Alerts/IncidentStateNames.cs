using StreamRnn.Alerting;

namespace StreamRnn.Worker.Alerts;

/// <summary>What an incident's state is called wherever it is written: in an alert's type and body, in metrics, on the live page and in the log.</summary>
internal static class IncidentStateNames
{
    /// <summary>A participle, as a CloudEvent's type says what has happened.</summary>
    public static string Name(this IncidentState state) => state switch
    {
        IncidentState.Open => "opened",
        IncidentState.Update => "updated",
        IncidentState.Resolve => "resolved",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state that this version knows."),
    };
}
