using System.Globalization;

namespace StreamRnn.Alerting;

/// <summary>A span of time by its two largest units: <c>1 d 2 h</c>, <c>1 h</c>, <c>10 min 30 s</c>.</summary>
internal static class ReadableSpan
{
    public static string Format(TimeSpan span)
    {
        (long Count, string Unit)[] parts = [((long)span.TotalDays, "d"), (span.Hours, "h"), (span.Minutes, "min"), (span.Seconds, "s")];
        int largest = Array.FindIndex(parts, part => part.Count > 0);
        if (largest < 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.Milliseconds)} ms");
        }

        return string.Join(' ', parts.Skip(largest).Take(2).Where(part => part.Count > 0)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.Unit}")));
    }
}
