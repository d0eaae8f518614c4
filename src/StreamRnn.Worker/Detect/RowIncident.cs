using StreamRnn.Alerting;

namespace StreamRnn.Worker.Detect;

/// <summary>Follows the incidents of a file's one stream: what the columns <c>event</c> and <c>incident</c> say of the current row.</summary>
internal sealed class RowIncident
{
    /// <summary>The score of the row on which an incident opens or is updated; 0 on every other.</summary>
    public double EventScore { get; private set; }

    /// <summary>The id of the incident that is open after the row, the opening row included; null where none is.</summary>
    public string? Id { get; private set; }

    /// <summary>Incidents opened so far.</summary>
    public long Opened { get; private set; }

    /// <summary>Takes in what the row changed, in order: one incident may end and the next begin on the same row.</summary>
    public void Follow(IReadOnlyList<IncidentChange> changes)
    {
        EventScore = 0;
        for (int index = 0; index < changes.Count; index++)
        {
            IncidentChange change = changes[index];
            if (change.State == IncidentState.Resolve)
            {
                Id = null;
                continue;
            }

            Opened += change.State == IncidentState.Open ? 1 : 0;
            Id = change.IncidentId;
            EventScore = change.Trigger.Score;
        }
    }
}
