namespace StreamRnn.Alerting;

/// <summary>The kinds of exceedance that an incident has told: which evidence led, on which side, and which feature. Two words of bits, whatever the incident's length.</summary>
internal readonly record struct ExceedanceKinds(ulong Evidence, ulong Features)
{
    /// <summary>Below, neither and above.</summary>
    private const int Sides = 3;

    public static ExceedanceKinds Of(Exceedance exceedance) =>
        new(1UL << ((int)exceedance.LeadingEvidence * Sides + Math.Sign(exceedance.Direction) + 1), 1UL << exceedance.LeadingFeature);

    public bool Contains(ExceedanceKinds other) => (Evidence & other.Evidence) == other.Evidence && (Features & other.Features) == other.Features;

    public ExceedanceKinds With(ExceedanceKinds other) => new(Evidence | other.Evidence, Features | other.Features);
}
