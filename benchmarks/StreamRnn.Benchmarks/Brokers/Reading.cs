namespace StreamRnn.Benchmarks.Brokers;

/// <summary>What all loads have in common.</summary>
internal static class Reading
{
    /// <summary>2026-01-31T12:00:00Z, Unix milliseconds: the first readings' time.</summary>
    public const long Start = 1_769_860_800_000;

    /// <summary>How far readings may lie ahead of the machine's clock, which may stand anywhere.</summary>
    public static readonly TimeSpan Future = TimeSpan.FromDays(365);
}
