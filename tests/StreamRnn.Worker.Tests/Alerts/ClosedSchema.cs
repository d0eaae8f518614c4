using System.Text.Json.Nodes;
using NJsonSchema;

namespace StreamRnn.Worker.Tests.Alerts;

/// <summary>A published schema lets later versions add properties; in tests one that it does not know is a mistake.</summary>
internal static class ClosedSchema
{
    public static async Task<JsonSchema> ReadAsync(ReadOnlyMemory<byte> json)
    {
        JsonNode schema = JsonNode.Parse(json.Span)!;
        Close(schema);
        return await JsonSchema.FromJsonAsync(schema.ToJsonString());
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonObject schema)
        {
            if (schema["properties"] is JsonObject)
            {
                schema["additionalProperties"] = false;
            }

            foreach ((string _, JsonNode? child) in schema.ToList())
            {
                Close(child);
            }
        }
    }
}
