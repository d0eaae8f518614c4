namespace StreamRnn.Alerting;

/// <summary>What an update of an incident says that was not told before.</summary>
public enum UpdateCause
{
    /// <summary>Not an update.</summary>
    None,

    /// <summary>It goes on, and the update interval has passed.</summary>
    Ongoing,

    /// <summary>An exceedance outdid the highest score so far.</summary>
    Stronger,

    /// <summary>An exceedance of another kind of evidence, direction or feature than any before in the incident.</summary>
    Different,

    /// <summary>An exceedance after a calm part of the quiet span: a second anomaly close to the first.</summary>
    Again,

    /// <summary>The reading came back to where it was expected when the incident opened, from the other side.</summary>
    Recovery,
}
