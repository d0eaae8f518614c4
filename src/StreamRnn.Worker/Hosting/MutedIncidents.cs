using StreamRnn.Alerting;

namespace StreamRnn.Worker.Hosting;

/// <summary>The incidents that rules kept from being told, the last ones of them: for who wonders what a rule does. Shared by all lanes; a lane takes its short lock once an incident.</summary>
internal sealed class MutedIncidents
{
    /// <summary>As many are kept.</summary>
    public const int Capacity = 200;

    private readonly Lock gate = new();
    private readonly Queue<IncidentChange> last = new();

    public void Add(IncidentChange opening)
    {
        lock (gate)
        {
            if (last.Count == Capacity)
            {
                last.Dequeue();
            }

            last.Enqueue(opening);
        }
    }

    /// <summary>The last first.</summary>
    public IReadOnlyList<IncidentChange> Newest()
    {
        lock (gate)
        {
            return [.. last.Reverse()];
        }
    }
}
