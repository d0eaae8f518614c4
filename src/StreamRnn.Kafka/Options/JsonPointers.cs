namespace StreamRnn.Kafka.Options;

/// <summary>How places in a JSON value are written in the options: JSON pointers (RFC 6901).</summary>
internal static class JsonPointers
{
    /// <summary>Deep enough for any envelope, and bounds the reader's recursion.</summary>
    private const int MaximumDepth = 32;

    /// <summary>What is wrong with the pointers, naming the key and the pointer, or null.</summary>
    public static string? Problem(string timePointer, IReadOnlyList<string> valuePointers)
    {
        string[] all = [timePointer, .. valuePointers];
        for (int i = 0; i < all.Length; i++)
        {
            string key = i == 0 ? "input.time" : "input.values";
            string pointer = all[i];
            if (!pointer.StartsWith('/') || pointer.Length == 1)
            {
                return $"{key}: '{pointer}' is not a JSON pointer; it starts with / and names a member, as /value";
            }

            if (pointer.Count(static c => c == '/') > MaximumDepth)
            {
                return $"{key}: '{pointer}' is deeper than {MaximumDepth} parts";
            }

            if (pointer.Replace("~0", "", StringComparison.Ordinal).Replace("~1", "", StringComparison.Ordinal).Contains('~'))
            {
                return $"{key}: '{pointer}' has a ~ that is not ~0 or ~1";
            }

            for (int j = 0; j < i; j++)
            {
                if (pointer == all[j] || pointer.StartsWith(all[j] + "/", StringComparison.Ordinal) || all[j].StartsWith(pointer + "/", StringComparison.Ordinal))
                {
                    return $"{key}: '{pointer}' and '{all[j]}' lead to the same place or one inside the other";
                }
            }
        }

        return null;
    }

    /// <summary>A pointer's part as the member's name: ~1 is /, ~0 is ~.</summary>
    public static string Unescape(string segment) =>
        segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
