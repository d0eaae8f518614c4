using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Alerting;

/// <summary>What windows tell by: all of their options, each rule and each group's definition by its name. A pipeline may be gone on with by others.</summary>
public static class WindowsTraits
{
    /// <summary>The options in the words of a snapshot.</summary>
    public static ImmutableArray<SnapshotTrait> Of(IncidentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return
        [
            .. Properties(options)
                .Where(static option => option.Name is not (nameof(IncidentOptions.Rules) or nameof(IncidentOptions.Groups)))
                .Select(option => new SnapshotTrait(option.Name, Describe(option.GetValue(options)))),
            .. options.Groups.Select(static group => new SnapshotTrait($"group \"{group.Name}\"", Describe(group))),
            .. options.Rules.Rules.Select(static rule => new SnapshotTrait($"rule \"{rule.Name}\"", Describe(rule))),
        ];
    }

    /// <summary>A value with all that it consists of; a type that says itself what it is, as a pattern or a time zone, in its own words.</summary>
    private static string Describe(object? value) => value switch
    {
        null => "none",
        string text => text,
        TimeZoneInfo zone => zone.Id,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable all => $"[{string.Join(", ", all.Cast<object>().Select(Describe))}]",
        AlertRule or MuteSchedule or WeeklySpan or OneTimeSpan or GroupDefinition =>
            $"({string.Join(", ", Properties(value).Select(part => $"{part.Name} {Describe(part.GetValue(value))}"))})",
        _ => value.ToString()!,
    };

    private static IEnumerable<PropertyInfo> Properties(object value) =>
        value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).OrderBy(static part => part.Name, StringComparer.Ordinal);
}
