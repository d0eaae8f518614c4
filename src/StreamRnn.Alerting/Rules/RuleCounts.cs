namespace StreamRnn.Alerting.Rules;

/// <summary>What the rules of a lane took away since it began, for metrics: not part of the state. Written by the lane's thread, read by any.</summary>
public sealed class RuleCounts
{
    private readonly long[] exceedances;
    private readonly long[] incidents;

    internal RuleCounts(int rules)
    {
        exceedances = new long[rules];
        incidents = new long[rules];
    }

    /// <summary>How many rules there are.</summary>
    public int Rules => exceedances.Length;

    /// <summary>Exceedances that the rule of this number took away.</summary>
    public long Exceedances(int rule) => Volatile.Read(ref exceedances[rule]);

    /// <summary>Incidents that began with one of them, and were not told.</summary>
    public long Incidents(int rule) => Volatile.Read(ref incidents[rule]);

    internal void CountExceedance(int rule) => Volatile.Write(ref exceedances[rule], exceedances[rule] + 1);

    internal void CountIncident(int rule) => Volatile.Write(ref incidents[rule], incidents[rule] + 1);
}
