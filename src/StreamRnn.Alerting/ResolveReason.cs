namespace StreamRnn.Alerting;

/// <summary>Says how an incident ended, in plain words.</summary>
internal static class ResolveReason
{
    /// <summary>One sentence without a full stop, for example <c>no further exceedance for 1 h; the stream is back where it was</c>.</summary>
    public static string Describe(IncidentChange change)
    {
        if (change.FollowsTheEnd)
        {
            return "the stream is back where it was before the incident, which was over already";
        }

        string quiet = $"no further exceedance for {ReadableSpan.Format(change.Quiet)}";
        return change.Resolution switch
        {
            Resolution.Recovered => $"{quiet}; the stream is back where it was before",
            Resolution.NewNormal => $"{quiet}; the stream stayed as it is now, which is taken as its new normal",
            _ => quiet,
        };
    }
}
