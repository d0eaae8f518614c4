using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamRnn.Worker.Configuration.Values;

/// <summary>The written form of a <see cref="TimeSpan"/>: numbers with the units ms, s, m, h, d, as in <c>250ms</c>, <c>10m</c>, <c>1h30m</c>.</summary>
internal static partial class Duration
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads a span; one that is longer than a <see cref="TimeSpan"/> holds is the longest, which lies beyond every key's range.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        Match match = Written().Match(text);
        for (int i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            string unit = match.Groups["unit"].Captures[i].Value;
            long ticks = Amount.Of(match.Groups["number"].Captures[i].ValueSpan, Units.First(known => known.Unit == unit).Ticks);
            duration = new TimeSpan(ticks > TimeSpan.MaxValue.Ticks - duration.Ticks ? TimeSpan.MaxValue.Ticks : duration.Ticks + ticks);
        }

        return match.Success;
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

    [GeneratedRegex($@"\A(?:(?<number>{Amount.Pattern})(?<unit>ms|s|m|h|d))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
