using System.Text.Json;

namespace StreamRnn.Kafka.Parsing;

/// <summary>Guards the reader's text methods, which throw on an escape that is half a surrogate pair: JSON's grammar allows it, UTF-8 can't hold it.</summary>
internal static class EscapedText
{
    /// <summary>Whether the escapes of the text under the reader stand for Unicode text. Costs an exception where they don't, which only a crafted record brings about.</summary>
    public static bool IsWellFormed(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
