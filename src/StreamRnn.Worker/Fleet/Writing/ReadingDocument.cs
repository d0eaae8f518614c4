using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamRnn.Worker.Fleet.Writing;

/// <summary>A reading as a JSON object, with time and value where the worker's configuration looks for them.</summary>
/// <param name="time">JSON pointer to the time.</param>
/// <param name="value">JSON pointer to the value.</param>
internal sealed class ReadingDocument(string time, string value)
{
    private readonly string[] timePath = PathOf(time);
    private readonly string[] valuePath = PathOf(value);

    /// <summary>UTF-8 bytes of it; the time is in Unix milliseconds.</summary>
    public byte[] Write(MadeReading reading)
    {
        var document = new JsonObject();
        Put(document, timePath, JsonValue.Create(reading.Time));
        Put(document, valuePath, JsonValue.Create(reading.Value));
        return JsonSerializer.SerializeToUtf8Bytes(document);
    }

    private static string[] PathOf(string pointer) =>
        [.. pointer.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    private static void Put(JsonObject document, string[] path, JsonValue leaf)
    {
        foreach (string part in path[..^1])
        {
            if (document[part] is not JsonObject inner)
            {
                inner = [];
                document[part] = inner;
            }

            document = inner;
        }

        document[path[^1]] = leaf;
    }
}
