namespace StreamRnn.Worker.Alerts;

/// <summary>The JSON schema of what is told in place of many incidents, which the program carries with it.</summary>
internal static class SummarySchema
{
    /// <summary><c>ce_dataschema</c> and the schema's own <c>$id</c>.</summary>
    public const string Uri = "urn:streamrnn:schema:summary:v1";

    /// <summary>Where every worker serves it.</summary>
    public const string Path = "/schemas/summary/v1";

    /// <summary>The schema, UTF-8.</summary>
    public static ReadOnlyMemory<byte> Json { get; } = AlertSchema.Read("summary.v1.schema.json");
}
