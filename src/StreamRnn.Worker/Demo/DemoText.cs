using System.Globalization;
using StreamRnn.Alerting;

namespace StreamRnn.Worker.Demo;

/// <summary>Times, numbers and incidents as the demo writes them, the same in every culture and time zone.</summary>
internal static class DemoText
{
    /// <summary>The longest that <see cref="Reading"/> gives, such as <c>-999,999,999</c>.</summary>
    public const int MaxReadingWidth = 12;

    /// <summary>Event time to the minute, UTC.</summary>
    public static string Time(long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds)
        .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A reading to four significant digits, and never in scientific notation before it has more than nine.</summary>
    public static string Reading(double value) => Math.Round(Math.Abs(value)) switch
    {
        >= 1e9 => value.ToString("0.###e+0", CultureInfo.InvariantCulture),
        >= 1_000 => value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString("G4", CultureInfo.InvariantCulture),
    };

    /// <summary>A whole number with its thousands apart.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun, such as <c>1 incident</c>.</summary>
    public static string Count(long value, string noun) => $"{Count(value)} {noun}{(value == 1 ? "" : "s")}";

    /// <summary>How fast readings are played, such as <c>100,000 times real time</c>.</summary>
    public static string Speed(double factor) => $"{factor.ToString("#,0.###", CultureInfo.InvariantCulture)} times real time";

    /// <summary>Reading, reason and expected range of an incident's opening.</summary>
    public static string Opening(IncidentChange opening) => IncidentReason.Describe(opening, []);

    /// <summary>Where the live page is, and how long.</summary>
    public static string LivePage(Uri page, bool staysUp) => staysUp ? $"Live page: {page}" : $"Live page, until the last reading is played: {page}";

    /// <summary>What is left when all is played: the worker, and its page where there is one.</summary>
    public static string StaysUp(Uri? page) => page is null
        ? "All readings are played. Ctrl+C ends the worker."
        : $"All readings are played. The page stays up at {page}; Ctrl+C ends it.";
}
