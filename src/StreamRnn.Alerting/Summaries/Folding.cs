namespace StreamRnn.Alerting.Summaries;

/// <summary>Where an incident's changes are told in place of alerts of its own.</summary>
/// <param name="Kind">In a group's incident or in a storm.</param>
/// <param name="Into">That one's id.</param>
internal sealed record Folding(SummaryKind Kind, string Into)
{
    public Withholding Withheld => Kind == SummaryKind.Group ? Withholding.Group : Withholding.Storm;
}
