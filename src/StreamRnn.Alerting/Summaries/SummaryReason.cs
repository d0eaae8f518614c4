using System.Globalization;

namespace StreamRnn.Alerting.Summaries;

/// <summary>Says what a summary stands for, in plain words for the person on call. Always the same words for the same change.</summary>
public static class SummaryReason
{
    /// <summary>Streams that are named in the sentence; the list has more.</summary>
    private const int Named = 3;

    /// <summary>One sentence without a full stop, for example <c>3 streams of plant-3 opened incidents close together: plant-3/a, plant-3/b, plant-3/c</c>.</summary>
    public static string Describe(SummaryChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        string incidents = Count(change.Incidents, "incident");
        return (change.Kind, change.State) switch
        {
            (SummaryKind.Group, IncidentState.Open) => $"{Count(change.Incidents, "stream")} of {change.Name} opened incidents close together{Names(change)}",
            (SummaryKind.Group, IncidentState.Update) => $"{incidents} of {change.Name} so far, {Number(change.OpenIncidents)} of them open{Names(change)}",
            (SummaryKind.Group, _) => $"all incidents of {change.Name} are over, {Number(change.Incidents)} in all",
            (_, IncidentState.Open) => $"more incidents opened in {change.Name} than are told one by one; until that is over, they are counted and listed here{Names(change)}",
            (_, IncidentState.Update) => $"{incidents} in {change.Name} since the storm began, {Number(change.OpenIncidents)} of them open, {Number(change.Listed.Length + change.NotListed)} since the last word{Names(change)}",
            (_, _) when change.OpenIncidents == 0 => $"the storm in {change.Name} is over: {incidents}, none of them open",
            (_, _) => $"the storm in {change.Name} is over: {incidents}, {Number(change.OpenIncidents)} of them open, which are told one by one from now on{Names(change)}",
        };
    }

    private static string Names(SummaryChange change)
    {
        int more = change.Listed.Length + change.NotListed - Named;
        string names = string.Join(", ", change.Listed.Take(Named).Select(static incident => incident.Stream));
        return names.Length == 0 ? "" : more > 0 ? $": {names} and {Number(more)} more" : $": {names}";
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{Number(count)} {what}s";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
