namespace StreamRnn.Worker.Alerts;

/// <summary>The JSON schema of an alert's data, which the program carries with it.</summary>
internal static class AlertSchema
{
    /// <summary><c>ce_dataschema</c> and the schema's own <c>$id</c>. A name, not an address: it is the same for every installation, and so after any replay.</summary>
    public const string Uri = "urn:streamrnn:schema:alert:v1";

    /// <summary>Where every worker serves it.</summary>
    public const string Path = "/schemas/alert/v1";

    /// <summary>The schema, UTF-8.</summary>
    public static ReadOnlyMemory<byte> Json { get; } = Read("alert.v1.schema.json");

    internal static byte[] Read(string name)
    {
        using Stream resource = typeof(AlertSchema).Assembly.GetManifestResourceStream(name)!;
        byte[] json = new byte[resource.Length];
        resource.ReadExactly(json);
        return json;
    }
}
