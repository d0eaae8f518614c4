using System.Globalization;
using StreamRnn.Alerting;

namespace StreamRnn.Worker.Demo;

/// <summary>Times, numbers and incidents as the demo writes them, the same in every culture and time zone.</summary>
internal static class DemoText
{
    /// <summary>Event time to the minute, UTC.</summary>
    public static string Time(long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds)
        .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A reading to four significant digits, and never in scientific notation before it has more than nine.</summary>
    public static string Reading(double value) => Math.Abs(value) is >= 1_000 and < 1e9
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A whole number with its thousands apart.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Reading, reason and expected range of an incident's opening.</summary>
    public static string Opening(IncidentChange opening) => IncidentReason.Describe(opening, []);

    /// <summary>A count with its noun, such as <c>1 incident</c>.</summary>
    public static string Count(long value, string noun) => $"{Count(value)} {noun}{(value == 1 ? "" : "s")}";
}
