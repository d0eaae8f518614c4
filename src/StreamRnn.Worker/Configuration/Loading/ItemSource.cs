using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Reads a key that holds a list of items, each with keys of its own: <c>alerts.rules</c>.</summary>
internal static class ItemSource
{
    /// <summary>Reads it from a file. Null where something is wrong, which <paramref name="errors"/> then say.</summary>
    /// <param name="key">The key.</param>
    /// <param name="content">What stands under it.</param>
    /// <param name="originOf">Where a line was written.</param>
    /// <param name="errors">What is wrong.</param>
    public static ConfigurationEntry? Read(ConfigurationKey key, YamlNode content, Func<long, string> originOf, ConfigurationErrors errors)
    {
        string origin = originOf(content.Start.Line);
        if (content is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" })
        {
            return Entry(key, [], origin, new Dictionary<string, string>(StringComparer.Ordinal));
        }

        if (content is not YamlSequenceNode list)
        {
            errors.Add(origin, $"{key.Path}: is no list; write each item behind a dash, further in, or [] for none");
            return null;
        }

        int before = errors.Messages.Count;
        List<object> items = [];
        Dictionary<string, string> origins = new(StringComparer.Ordinal);
        foreach (YamlNode node in list)
        {
            string path = $"{key.Path}[{items.Count}]";
            object item = Activator.CreateInstance(key.ItemType!)!;
            items.Add(item);
            origins[path] = originOf(node.Start.Line);
            if (node is YamlMappingNode mapping)
            {
                ReadItem(mapping, item, path, originOf, origins, errors);
            }
            else
            {
                errors.Add(originOf(node.Start.Line), $"{path}: is no item; write its keys behind the dash, for example \"- name: …\"");
            }
        }

        return errors.Messages.Count == before ? Entry(key, items, origin, origins) : null;
    }

    /// <summary>Reads it from one text, as in the environment and in flags: <c>[{name: nights, mute: "daily 22:00-06:00"}]</c>.</summary>
    public static ConfigurationEntry? ReadText(ConfigurationKey key, string text, string origin, ConfigurationErrors errors)
    {
        var stream = new YamlStream();
        try
        {
            if (YamlOutline.ProblemOf(text) is var (_, problem))
            {
                errors.Add(origin, $"{key.Path}: {problem}");
                return null;
            }

            stream.Load(new StringReader(text));
        }
        catch (YamlException unreadable)
        {
            errors.Add(origin, $"{key.Path}: this is not YAML: {unreadable.Message}");
            return null;
        }

        return Read(key, stream.Documents.Count == 1 ? stream.Documents[0].RootNode : new YamlSequenceNode(), _ => origin, errors);
    }

    private static void ReadItem(
        YamlMappingNode mapping, object item, string path, Func<long, string> originOf, Dictionary<string, string> origins, ConfigurationErrors errors)
    {
        ConfigurationKey[] keys = [.. ConfigurationKey.OfItem(item, path)];
        foreach ((YamlNode nameNode, YamlNode content) in mapping)
        {
            string name = ((YamlScalarNode)nameNode).Value ?? "";
            string origin = originOf(content.Start.Line);
            if (keys.FirstOrDefault(key => key.Name == name) is not { } key)
            {
                string advice = ConfigurationSchema.Nearest(name, keys.Select(static key => key.Name)) is { } nearest
                    ? $"did you mean {nearest}?"
                    : $"an item has {string.Join(", ", keys.Select(static key => key.Name))}";
                errors.Add(originOf(nameNode.Start.Line), $"{path}.{Quotation.Cut(name)}: there is no such key; {advice}");
            }
            else if (content is not YamlScalarNode { Value: { } text })
            {
                errors.Add(origin, $"{key.Path}: is a {(content is YamlMappingNode ? "section" : "list")}; {ValueReader.Advice(key)}");
            }
            else if (ValueReader.Read(new ConfigurationEntry(key, null, [text], origin), out string problem) is { } value)
            {
                origins[key.Path] = origin;
                key.Set(new WorkerOptions(), value);
            }
            else
            {
                errors.Add(origin, $"{key.Path}: {problem}");
            }
        }
    }

    private static ConfigurationEntry Entry(ConfigurationKey key, List<object> items, string origin, IReadOnlyDictionary<string, string> origins)
    {
        var typed = Array.CreateInstance(key.ItemType!, items.Count);
        ((System.Collections.ICollection)items).CopyTo(typed, 0);
        return new ConfigurationEntry(key, null, [], origin) { Value = typed, Origins = origins };
    }
}
