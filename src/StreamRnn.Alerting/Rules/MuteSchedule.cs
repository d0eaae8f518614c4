using System.Collections.Immutable;

namespace StreamRnn.Alerting.Rules;

/// <summary>When a rule mutes, by event time. A weekly span is a wall clock's in its time zone, so that it goes with the zone's daylight saving, as this machine's time zone data know it.</summary>
public sealed record MuteSchedule
{
    /// <summary>At no time.</summary>
    public static MuteSchedule Never { get; } = new();

    /// <summary>At all times.</summary>
    public bool IsAlways { get; init; }

    /// <summary>Spans that come back every week.</summary>
    public ImmutableArray<WeeklySpan> Weekly { get; init; } = [];

    /// <summary>Spans that come once, as for maintenance.</summary>
    public ImmutableArray<OneTimeSpan> Once { get; init; } = [];

    /// <summary>The time zone of <see cref="Weekly"/>.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Whether the moment, in Unix milliseconds, is muted.</summary>
    public bool Contains(long milliseconds)
    {
        if (IsAlways || Once.Any(span => span.Contains(milliseconds)))
        {
            return true;
        }

        if (Weekly.IsEmpty)
        {
            return false;
        }

        DateTimeOffset local = TimeZoneInfo.ConvertTime(LaneClock.ToTime(LaneClock.Clamp(milliseconds)), TimeZone);
        return Weekly.Any(span => span.Contains(local.DayOfWeek, local.TimeOfDay));
    }
}

/// <summary>A span of certain days of the week. One that does not end after it begins goes on into the next day, and belongs to the day on which it begins.</summary>
/// <param name="Days">The days on which it begins.</param>
/// <param name="From">Its begin, within a day.</param>
/// <param name="To">Its end, exclusive, up to 24:00.</param>
public sealed record WeeklySpan(ImmutableArray<DayOfWeek> Days, TimeSpan From, TimeSpan To)
{
    private const int DaysInAWeek = 7;

    /// <summary>Whether it holds a wall clock's time.</summary>
    public bool Contains(DayOfWeek day, TimeSpan timeOfDay)
    {
        if (From < To)
        {
            return Days.Contains(day) && timeOfDay >= From && timeOfDay < To;
        }

        var dayBefore = (DayOfWeek)(((int)day + DaysInAWeek - 1) % DaysInAWeek);
        return (Days.Contains(day) && timeOfDay >= From) || (Days.Contains(dayBefore) && timeOfDay < To);
    }
}

/// <summary>A span that comes once.</summary>
/// <param name="From">Its begin, Unix milliseconds.</param>
/// <param name="To">Its end, exclusive.</param>
public sealed record OneTimeSpan(long From, long To)
{
    /// <summary>Whether it holds a moment.</summary>
    public bool Contains(long milliseconds) => milliseconds >= From && milliseconds < To;
}
