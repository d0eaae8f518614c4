namespace StreamRnn.Alerting;

/// <summary>Tells a return from a new anomaly: a detector that has grown used to a fault finds its end as unusual as its begin.</summary>
internal static class Recovery
{
    /// <summary>How far outside the range expected at the opening a reading may come back, as a share of that range's width: streams wander while a fault lasts.</summary>
    private const double Slack = 0.5;

    /// <summary>
    /// Whether <paramref name="exceedance"/> goes against the direction in which the incident opened, or against its <paramref name="last"/> one, and the feature
    /// that led it at the opening reads what was expected then. Never where a range or a direction is missing.
    /// </summary>
    public static bool Ends(Exceedance opening, Exceedance last, Exceedance exceedance)
    {
        int feature = opening.LeadingFeature;
        bool turnsBack = exceedance.Direction != 0 && (exceedance.Direction == -opening.Direction || exceedance.Direction == -last.Direction);
        if (!turnsBack || exceedance.LeadingFeature != feature)
        {
            return false;
        }

        double slack = Slack * (opening.Upper[feature] - opening.Lower[feature]);
        double actual = exceedance.Actual[feature];
        return double.IsFinite(slack) && actual >= opening.Lower[feature] - slack && actual <= opening.Upper[feature] + slack;
    }
}
