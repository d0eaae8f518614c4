using System.Globalization;
using System.Text.RegularExpressions;
using StreamRnn.Worker.Configuration.Values;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Reads a key's value from its text, and writes it back.</summary>
internal static partial class ValueReader
{
    /// <summary>The value, or in <paramref name="problem"/> what is wrong and what would be right.</summary>
    public static object? Read(ConfigurationEntry entry, out string problem)
    {
        ConfigurationKey key = entry.Key;
        string text = entry.Items.Count == 1 ? entry.Items[0] : "";
        problem = "";
        if (entry.Items.Append(entry.Property ?? "").Any(static item => item.Contains('\0', StringComparison.Ordinal)))
        {
            // The Kafka client would take what stands before it for the whole.
            problem = "holds a NUL character; take it out";
            return null;
        }

        object? value = key.IsList ? entry.Items : ReadText(key.IsMap ? typeof(string) : key.Type, text);
        if (value is null)
        {
            problem = $"{Quotation.Of(text)} is not {Kind(key)}{(Example(key) is null ? "" : $"; {Advice(key)}")}";
        }
        else if (key.Constraint is { } constraint && !constraint.IsValid(value))
        {
            problem = value is string or IReadOnlyList<string>
                ? $"{Quotation.Of(Write(value))} can't be used; it must be {constraint.Allowed}"
                : $"{Quotation.Cut(text)} is out of range; it must be {constraint.Allowed}";
            value = null;
        }

        return value;
    }

    /// <summary>An entry from one text; a list's items have commas between them.</summary>
    public static ConfigurationEntry Split(ConfigurationKey key, string text, string origin) =>
        new(key, null, key.IsList ? text.Split(',', StringSplitOptions.TrimEntries) : [text], origin);

    /// <summary>What to write, as a sentence's end: <c>write for example 30s, 10m or 1h</c>.</summary>
    public static string Advice(ConfigurationKey key) => Example(key) is { } example ? $"write for example {example}" : $"write {Kind(key)}";

    /// <summary>What a key takes, as it follows "is not".</summary>
    private static string Kind(ConfigurationKey key) => key.Type switch
    {
        { } type when type == typeof(TimeSpan) => "a duration",
        { } type when type == typeof(ByteSize) => "a size",
        { } type when type == typeof(bool) => "true or false",
        { } type when type == typeof(int) || type == typeof(long) => "a whole number",
        { } type when type == typeof(double) => "a number",
        { IsEnum: true } type => $"one of {string.Join(", ", NamesOf(type))}",
        _ when key.IsList || key.ItemType is not null => "a list",
        _ => "a text",
    };

    /// <summary>Null where the kind says all there is to say.</summary>
    private static string? Example(ConfigurationKey key) => key.Type switch
    {
        { } type when type == typeof(TimeSpan) => "30s, 10m or 1h",
        { } type when type == typeof(ByteSize) => "64KiB, 16MiB or 1GiB",
        { } type when type == typeof(bool) || type.IsEnum || key.IsMap => null,
        _ when key.IsList => ConfigurationPrinter.Yaml(key.Get(new WorkerOptions())),
        _ when key.ItemType is not null || key.Get(new WorkerOptions()) is "" => null,
        _ => Write(key.Get(new WorkerOptions())),
    };

    /// <summary>The value as it is written in the configuration.</summary>
    public static string Write(object value) => value switch
    {
        TimeSpan duration => Duration.Format(duration),
        bool flag => flag ? "true" : "false",
        Enum choice => ConfigurationSchema.KebabCase(choice.ToString()),
        IReadOnlyList<string> list => string.Join(", ", list),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public static IEnumerable<string> NamesOf(Type choices) => Enum.GetNames(choices).Select(ConfigurationSchema.KebabCase);

    private static object? ReadText(Type type, string text)
    {
        if (type.IsEnum)
        {
            string? name = Enum.GetNames(type).FirstOrDefault(name => ConfigurationSchema.KebabCase(name) == text);
            return name is null ? null : Enum.Parse(type, name);
        }

        return type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(TimeSpan) => Duration.TryParse(text, out TimeSpan duration) ? duration : null,
            _ when type == typeof(ByteSize) => ByteSize.TryParse(text, out ByteSize size) ? size : null,
            _ when type == typeof(bool) => text switch { "true" => true, "false" => false, _ => null },
            _ when type == typeof(int) => ReadWhole(text) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null,
            _ when type == typeof(long) => ReadWhole(text),
            _ when type == typeof(double) => Decimal().IsMatch(text) ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : null,
            _ => throw new NotSupportedException($"a key can't hold a {type.Name}"),
        };
    }

    /// <summary>A number of more digits than can be counted is the largest or smallest, which lies beyond every key's range.</summary>
    private static long? ReadWhole(string text) =>
        !Whole().IsMatch(text) ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
        : text[0] == '-' ? long.MinValue : long.MaxValue;

    [GeneratedRegex(@"\A[+-]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();
}
