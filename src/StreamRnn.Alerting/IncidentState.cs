namespace StreamRnn.Alerting;

/// <summary>What an incident's change says.</summary>
public enum IncidentState
{
    /// <summary>A run of exceedances has begun.</summary>
    Open,

    /// <summary>It goes on: a stronger exceedance, or the update interval has passed.</summary>
    Update,

    /// <summary>No exceedance for the quiet span: it is over.</summary>
    Resolve,
}
