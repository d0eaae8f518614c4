using System.Reactive.Concurrency;

namespace StreamRnn.Alerting;

/// <summary>The virtual clock of a lane's windows, in Unix milliseconds, which tells when its next action falls due.</summary>
internal sealed class LaneClock : HistoricalScheduler
{
    /// <summary>The longest span that may be scheduled ahead: the latest time leaves room for it.</summary>
    public static readonly TimeSpan MaxSpan = TimeSpan.FromDays(31);

    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = (DateTimeOffset.MaxValue - MaxSpan).ToUnixTimeMilliseconds();

    /// <summary>The virtual time.</summary>
    public long Milliseconds => Clock.ToUnixTimeMilliseconds();

    /// <summary>When the next action falls due; <see cref="long.MaxValue"/> where none is scheduled.</summary>
    public long NextDueMilliseconds => GetNext()?.DueTime.ToUnixTimeMilliseconds() ?? long.MaxValue;

    /// <summary>The time as this clock shows it: kept within the years that <see cref="DateTimeOffset"/> knows.</summary>
    public static long Clamp(long milliseconds) => Math.Clamp(milliseconds, Earliest, Latest);

    /// <summary>Unix milliseconds within <see cref="Clamp"/> as the clock's own type.</summary>
    public static DateTimeOffset ToTime(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    /// <summary>Moves forward and runs what falls due on the way, in the order of the due times.</summary>
    public void AdvanceTo(long milliseconds) => AdvanceTo(ToTime(milliseconds));
}
