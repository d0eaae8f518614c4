using YamlDotNet.RepresentationModel;

namespace StreamRnn.Integration.Tests.Deploy;

/// <summary>One YAML document, asked by path.</summary>
internal sealed class Manifest
{
    private readonly YamlNode root;

    private Manifest(YamlNode root) => this.root = root;

    /// <summary>The documents of a text that are mappings, in order.</summary>
    public static IReadOnlyList<Manifest> ParseAll(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>().Select(node => new Manifest(node))];
    }

    /// <summary>The one document of a text that is a Kubernetes object of a kind.</summary>
    public static Manifest OfKind(string text, string kind) => ParseAll(text).Single(manifest => manifest.Text("kind") == kind);

    /// <summary>The scalar at a path of keys; a number among them is a position in a list.</summary>
    public string Text(params string[] path) => ((YamlScalarNode)path.Aggregate(root, Step)).Value!;

    private static YamlNode Step(YamlNode node, string key) => node is YamlSequenceNode list
        ? list.Children[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)]
        : node[new YamlScalarNode(key)];
}
