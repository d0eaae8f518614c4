namespace StreamRnn.Alerting;

/// <summary>Why an incident's change is not told by an alert of its own.</summary>
public enum Withholding
{
    /// <summary>It is told.</summary>
    None,

    /// <summary>A rule took the incident's exceedances away.</summary>
    Muted,

    /// <summary>Its group's incident tells it.</summary>
    Group,

    /// <summary>It opened in a storm, whose summaries tell it.</summary>
    Storm,
}
