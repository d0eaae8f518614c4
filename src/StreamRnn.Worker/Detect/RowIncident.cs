using StreamRnn.Alerting;

namespace StreamRnn.Worker.Detect;

/// <summary>Follows the incidents of a file's one stream: what the column <c>incident</c> says of the current row.</summary>
internal sealed class RowIncident
{
    /// <summary>The id of the incident that opens on the row or is updated there; null on every other.</summary>
    public string? Id { get; private set; }

    /// <summary>Incidents opened so far.</summary>
    public long Opened { get; private set; }

    /// <summary>Takes in what the row changed, in order: one incident may end and the next begin on the same row.</summary>
    public void Follow(IReadOnlyList<IncidentChange> changes)
    {
        Id = null;
        for (int index = 0; index < changes.Count; index++)
        {
            IncidentChange change = changes[index];
            if (change.State != IncidentState.Resolve)
            {
                Opened += change.State == IncidentState.Open ? 1 : 0;
                Id = change.IncidentId;
            }
        }
    }
}
