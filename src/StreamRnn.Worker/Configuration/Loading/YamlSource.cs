using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Entries of a YAML file. It is read as a tree of nodes, not into objects, so that every error has its line.</summary>
internal sealed class YamlSource(string fileName, ConfigurationErrors errors)
{
    /// <summary>Reads a document. Entries come one by one, so that what is wrong with them and with the tree is said in the file's order.</summary>
    public IEnumerable<ConfigurationEntry> Read(string text)
    {
        if (YamlOutline.ProblemOf(text) is var (line, problem))
        {
            errors.Add($"{fileName}:{line}", problem);
            return [];
        }

        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException unreadable)
        {
            // What only the tree tells: a key that stands twice, an anchor that is nowhere.
            errors.Add($"{fileName}:{unreadable.Start.Line}", $"this is not YAML: {unreadable.Message}");
            return [];
        }

        if (stream.Documents.Count > 1)
        {
            errors.Add(fileName, $"holds {stream.Documents.Count} YAML documents; write all sections in one");
            return [];
        }

        YamlNode? root = stream.Documents.FirstOrDefault()?.RootNode;
        if (root is null || IsNull(root))
        {
            return [];
        }

        if (root is not YamlMappingNode sections)
        {
            errors.Add(Origin(root.Start), $"holds no sections; write for example {Example(ConfigurationSchema.Sections[0].Name)}");
            return [];
        }

        return sections.Children.SelectMany(section => ReadSection(section.Key, section.Value));
    }

    private IEnumerable<ConfigurationEntry> ReadSection(YamlNode nameNode, YamlNode content)
    {
        string name = NameOf(nameNode);
        if (!ConfigurationSchema.IsSection(name))
        {
            AddUnknown(nameNode, name);
            return [];
        }

        if (IsNull(content))
        {
            return [];
        }

        if (content is not YamlMappingNode keys)
        {
            errors.Add(Origin(content.Start), $"{name}: is a section; write for example {Example(name)}");
            return [];
        }

        return keys.Children.SelectMany(key => ReadKey($"{name}.{NameOf(key.Key)}", key.Key, key.Value));
    }

    private IEnumerable<ConfigurationEntry> ReadKey(string path, YamlNode nameNode, YamlNode content)
    {
        if (ConfigurationSchema.Find(path) is not { } key)
        {
            AddUnknown(nameNode, path);
            return [];
        }

        if (key.IsMap && content is YamlMappingNode map)
        {
            return map.Children.SelectMany(child => ReadScalar(key, NameOf(child.Key), child.Value));
        }

        if (key.IsMap)
        {
            if (!IsNull(content))
            {
                errors.Add(Origin(content.Start), $"{path}: holds names and values; write one on each line below it, further in");
            }

            return [];
        }

        if (key.ItemType is not null)
        {
            return ItemSource.Read(key, content, line => $"{fileName}:{line}", errors) is { } items ? [items] : [];
        }

        return key.IsList && content is YamlSequenceNode list && list.Children.All(item => item is YamlScalarNode)
            ? [new ConfigurationEntry(key, null, [.. list.Children.Select(item => ((YamlScalarNode)item).Value ?? "")], Origin(content.Start))]
            : ReadScalar(key, null, content);
    }

    private IEnumerable<ConfigurationEntry> ReadScalar(ConfigurationKey key, string? property, YamlNode content)
    {
        var entry = new ConfigurationEntry(key, property, [(content as YamlScalarNode)?.Value ?? ""], Origin(content.Start));
        if (content is not YamlScalarNode)
        {
            errors.Add(entry.Origin, $"{entry.Path}: is a {(content is YamlMappingNode ? "section" : "list")}; {ValueReader.Advice(key)}");
            return [];
        }

        if (IsNull(content))
        {
            errors.Add(entry.Origin, $"{entry.Path}: has no value; {ValueReader.Advice(key)}, or leave the key out for its default");
            return [];
        }

        return [entry];
    }

    /// <summary>A name that is no key's here. One that has dots as in a flag is a key elsewhere, and is told how it is written in a file.</summary>
    private void AddUnknown(YamlNode nameNode, string path)
    {
        string origin = Origin(nameNode.Start);
        if (ConfigurationSchema.FindMapOf(path) is { } map)
        {
            string property = path[(map.Path.Length + 1)..];
            errors.Add(origin, $"{Quotation.Cut(path)}: a file has no dots between section and key; write {Nested($"{map.Section}:", $"{map.Name}:", $"{Quotation.Cut(property)}: …")}");
        }
        else if (ConfigurationSchema.Find(path) is { } key)
        {
            errors.Add(origin, $"{path}: a file has no dots between section and key; write {Nested($"{key.Section}:", key.IsMap ? $"{key.Name}:" : Line(key))}");
        }
        else
        {
            errors.AddUnknown(origin, path);
        }
    }

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    private static string NameOf(YamlNode node) => ((YamlScalarNode)node).Value ?? "";

    private static string Example(string section)
    {
        ConfigurationKey key = ConfigurationSchema.Keys.First(key => key.Section == section);
        return $"{key.Path} as {Nested($"{section}:", Line(key))}";
    }

    /// <summary>A key with its default.</summary>
    private static string Line(ConfigurationKey key) => $"{key.Name}: {ConfigurationPrinter.Yaml(key.Get(new WorkerOptions()))}";

    /// <summary>Lines each of which stands further in than the one before.</summary>
    private static string Nested(params string[] lines) => string.Join(" and, further in on the next line, ", lines.Select(static line => $"\"{line}\""));

    private string Origin(Mark mark) => $"{fileName}:{mark.Line}";
}
