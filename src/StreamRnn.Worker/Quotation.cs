namespace StreamRnn.Worker;

/// <summary>What others wrote, made fit for a message: cut, and without anything that moves a terminal's cursor or begins a line.</summary>
internal static class Quotation
{
    private const int Longest = 80;

    /// <summary>In quotes.</summary>
    public static string Of(string text) => $"\"{Cut(text)}\"";

    /// <summary>At most 80 characters, and three dots where there are more.</summary>
    public static string Cut(string text, int longest = Longest) =>
        Harmless(text.Length > longest ? string.Concat(text.AsSpan(0, longest), "…") : text);

    /// <summary>With a replacement character for each control character.</summary>
    public static string Harmless(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(static character => char.IsControl(character) ? '\uFFFD' : character)) : text;
}
