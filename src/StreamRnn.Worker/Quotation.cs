namespace StreamRnn.Worker;

/// <summary>What others wrote, made fit for a message: cut, and without anything that moves a terminal's cursor, turns the order of its letters or begins a line.</summary>
internal static class Quotation
{
    private const int MaxLength = 80;

    /// <summary>In quotes.</summary>
    public static string Of(string text) => $"\"{Cut(text)}\"";

    /// <summary>At most 80 characters, and three dots where there are more.</summary>
    public static string Cut(string text, int maxLength = MaxLength) =>
        Harmless(text.Length > maxLength ? string.Concat(text.AsSpan(0, maxLength), "…") : text);

    /// <summary>With a replacement character for each that is not <see cref="IsHarmless"/>.</summary>
    public static string Harmless(string text) =>
        text.All(IsHarmless) ? text : string.Concat(text.Select(static character => IsHarmless(character) ? character : '\uFFFD'));

    /// <summary>No control character, and none that changes the direction of what follows it (Unicode's Bidi_Control): with those, a name reads as another.</summary>
    public static bool IsHarmless(char character) => !char.IsControl(character)
        && character is not ('\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
