using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using StreamRnn.Alerting.Rules;

namespace StreamRnn.Worker.Configuration.Values;

/// <summary>The written form of spans that come back every week: <c>mon-fri 22:00-06:00, sat sun 00:00-24:00</c>, or <c>daily 01:00-02:30</c>.</summary>
internal static partial class WeeklySpans
{
    /// <summary>What is right, as it follows "write for example".</summary>
    public const string Example = "mon-fri 22:00-06:00, sat sun 00:00-24:00";

    private const int DaysInAWeek = 7;
    private const int MinutesInADay = 24 * 60;

    private static readonly ImmutableArray<DayOfWeek> Days = [.. Enum.GetValues<DayOfWeek>()];
    private static readonly string[] Names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Reads spans with commas between them; in <paramref name="problem"/> the one that can't be read, and why.</summary>
    public static bool TryParse(string text, out ImmutableArray<WeeklySpan> spans, out string problem)
    {
        ImmutableArray<WeeklySpan>.Builder read = ImmutableArray.CreateBuilder<WeeklySpan>();
        problem = "";
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            Match match = Written().Match(part);
            if (!match.Success)
            {
                problem = $"{Quotation.Of(part)} is no span of a week; write for example {Example}";
            }
            else if (Minutes(match, "from") is var from && Minutes(match, "to") is var to && from == to)
            {
                problem = $"{Quotation.Of(part)} is empty; a whole day is 00:00-24:00";
            }
            else
            {
                read.Add(new WeeklySpan(DaysOf(match), TimeSpan.FromMinutes(from), TimeSpan.FromMinutes(to)));
            }
        }

        spans = read.ToImmutable();
        return problem.Length == 0;
    }

    /// <summary>Whether the spans leave no minute of a week out.</summary>
    public static bool NeverEnd(ImmutableArray<WeeklySpan> spans) =>
        Days.All(day => Enumerable.Range(0, MinutesInADay).All(minute => spans.Any(span => span.Contains(day, TimeSpan.FromMinutes(minute)))));

    private static ImmutableArray<DayOfWeek> DaysOf(Match match)
    {
        if (match.Groups["daily"].Success)
        {
            return Days;
        }

        var days = new SortedSet<DayOfWeek>();
        for (int i = 0; i < match.Groups["first"].Captures.Count; i++)
        {
            int first = Array.IndexOf(Names, match.Groups["first"].Captures[i].Value);
            string last = match.Groups["last"].Captures[i].Value;
            int count = last.Length == 0 ? 1 : (Array.IndexOf(Names, last) - first + DaysInAWeek) % DaysInAWeek + 1;
            days.UnionWith(Enumerable.Range(first, count).Select(static day => (DayOfWeek)(day % DaysInAWeek)));
        }

        return [.. days];
    }

    private static int Minutes(Match match, string end)
    {
        string time = match.Groups[end].Value;
        return int.Parse(time.AsSpan(0, 2), CultureInfo.InvariantCulture) * 60 + int.Parse(time.AsSpan(3), CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        @"\A((?<daily>daily)|((?<first>sun|mon|tue|wed|thu|fri|sat)(-(?<last>sun|mon|tue|wed|thu|fri|sat)|(?<last>)) )*(?<first>sun|mon|tue|wed|thu|fri|sat)(-(?<last>sun|mon|tue|wed|thu|fri|sat)|(?<last>))) (?<from>([01][0-9]|2[0-3]):[0-5][0-9])-(?<to>([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Written();
}
