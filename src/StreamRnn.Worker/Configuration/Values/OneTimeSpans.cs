using System.Collections.Immutable;
using System.Globalization;
using StreamRnn.Alerting.Rules;

namespace StreamRnn.Worker.Configuration.Values;

/// <summary>The written form of spans that come once, ISO 8601's: <c>2026-02-01T08:00/2026-02-01T12:00</c>, in a time zone of their own or in that of the rule.</summary>
internal static class OneTimeSpans
{
    /// <summary>What is right, as it follows "write for example".</summary>
    public const string Example = "2026-02-01T08:00/2026-02-01T12:00";

    private static readonly string[] Local = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.fff"];
    private static readonly string[] WithOffset = [.. Local.Select(static format => $"{format}K")];

    /// <summary>Reads spans with commas between them; in <paramref name="problem"/> the one that can't be read, and why.</summary>
    public static bool TryParse(string text, TimeZoneInfo zone, out ImmutableArray<OneTimeSpan> spans, out string problem)
    {
        ImmutableArray<OneTimeSpan>.Builder read = ImmutableArray.CreateBuilder<OneTimeSpan>();
        problem = "";
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('/', StringSplitOptions.TrimEntries);
            if (ends.Length == 1 || ends.Any(static end => end.Length == 0))
            {
                problem = $"{Quotation.Of(part)} has no end; write for example {Example}";
            }
            else if (ends.Length > 2 || Moment(ends[0], zone) is not { } from || Moment(ends[1], zone) is not { } to)
            {
                problem = $"{Quotation.Of(part)} is no span of time in {zone.Id}; write for example {Example}";
            }
            else if (to <= from)
            {
                problem = $"{Quotation.Of(part)} ends before it begins; write its begin first";
            }
            else
            {
                read.Add(new OneTimeSpan(from, to));
            }
        }

        spans = read.ToImmutable();
        return problem.Length == 0;
    }

    /// <summary>Unix milliseconds; null for what is no time, or none that the zone's clocks show. Where they show it twice, it is the standard time's.</summary>
    private static long? Moment(string text, TimeZoneInfo zone)
    {
        if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            return zone.IsInvalidTime(local) ? null : new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();
        }

        return DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset moment) ? moment.ToUnixTimeMilliseconds() : null;
    }
}
