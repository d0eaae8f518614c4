using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace StreamRnn.Kafka.Options;

/// <summary>Reads the ranges that stand as attributes on an option record and says which values lie outside.</summary>
internal static class OptionRanges
{
    public static List<string> Problems(object options, string section)
    {
        List<string> problems = [];
        foreach (PropertyInfo property in options.GetType().GetProperties())
        {
            string key = $"{section}.{JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name)}";
            object? value = property.GetValue(options);
            if (property.GetCustomAttribute<RequiredAttribute>() is not null && string.IsNullOrWhiteSpace(value as string))
            {
                problems.Add($"{key}: is empty; it must be given");
            }

            if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            {
                range.ParseLimitsInInvariantCulture = true;
                range.ConvertValueInInvariantCulture = true;
                if (!range.IsValid(value))
                {
                    problems.Add(string.Create(
                        CultureInfo.InvariantCulture, $"{key}: {value} lies outside {range.Minimum} to {range.Maximum}"));
                }
            }
        }

        return problems;
    }
}
