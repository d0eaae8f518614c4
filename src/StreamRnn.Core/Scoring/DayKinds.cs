namespace StreamRnn.Core.Scoring;

/// <summary>Monday to Friday, Saturday, Sunday, by UTC: days of one kind are alike.</summary>
internal static class DayKinds
{
    private const long MinutesPerDay = 1440;

    /// <summary>Whether the first day of its kind since a stream's first reading is not yet over, or the first Monday that ends a weekend of the stream's.</summary>
    /// <param name="firstMinute">Of the first reading, see <see cref="MinuteOf"/>.</param>
    /// <param name="time">Unix milliseconds.</param>
    public static bool IsFirst(int firstMinute, long time)
    {
        long minute = Floor(time, 60_000);
        long day = Floor(minute, MinutesPerDay);
        long firstDay = Floor(firstMinute, MinutesPerDay);
        int kind = KindOf(day);
        long since = firstMinute;
        if (KindOf(firstDay) != kind)
        {
            // The next day of the kind: Monday, Saturday or Sunday.
            int weekday = kind switch { 0 => 0, 1 => 5, _ => 6 };
            since = (firstDay + ((weekday - WeekdayOf(firstDay) + 7) % 7)) * MinutesPerDay;
        }

        bool isFirstMonday = WeekdayOf(day) == 0 && day > firstDay && day - firstDay <= 7;
        return isFirstMonday || minute - since < MinutesPerDay;
    }

    /// <summary>Whole minutes since 1970, negative before; within four thousand years of it.</summary>
    public static int MinuteOf(long time) => (int)Math.Clamp(Floor(time, 60_000), int.MinValue, int.MaxValue);

    /// <summary>0 on Monday; 1970 began on a Thursday.</summary>
    private static int WeekdayOf(long day) => (int)((((day + 3) % 7) + 7) % 7);

    private static int KindOf(long day) => Math.Max(0, WeekdayOf(day) - 4);

    private static long Floor(long number, long unit) => (number / unit) - (number % unit < 0 ? 1 : 0);
}
