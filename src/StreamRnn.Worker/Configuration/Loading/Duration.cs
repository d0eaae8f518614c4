using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>The written form of a <see cref="TimeSpan"/>: numbers with the units ms, s, m, h, d, as in <c>250ms</c>, <c>10m</c>, <c>1h30m</c>.</summary>
internal static partial class Duration
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        Match match = Written().Match(text);
        if (!match.Success)
        {
            return false;
        }

        decimal ticks = 0;
        for (int i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            string unit = match.Groups["unit"].Captures[i].Value;
            // More digits than a decimal has are no span that anyone waits for.
            if (!decimal.TryParse(match.Groups["number"].Captures[i].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
                || number > TimeSpan.MaxValue.Ticks)
            {
                return false;
            }

            ticks += number * Units.First(known => known.Unit == unit).Ticks;
            if (ticks > TimeSpan.MaxValue.Ticks)
            {
                return false;
            }
        }

        duration = new TimeSpan((long)ticks);
        return true;
    }

    /// <summary>In the largest unit in which it is a whole number, so that parsing gives the same span back.</summary>
    public static string Format(TimeSpan duration)
    {
        foreach ((string unit, long ticks) in Units)
        {
            if (duration.Ticks >= ticks && duration.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{unit}");
            }
        }

        return duration == TimeSpan.Zero
            ? "0s"
            : string.Create(CultureInfo.InvariantCulture, $"{(decimal)duration.Ticks / TimeSpan.TicksPerMillisecond}ms");
    }

    [GeneratedRegex(@"^(?:(?<number>\d+(?:\.\d+)?)(?<unit>ms|s|m|h|d))+$", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
