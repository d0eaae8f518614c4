namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Entries of the command line: <c>--set kafka.group-id=x</c>.</summary>
internal static class FlagSource
{
    private const string Origin = "--set";

    public static IEnumerable<ConfigurationEntry> Read(IEnumerable<string> flags, ConfigurationErrors errors)
    {
        foreach (string flag in flags)
        {
            int equals = flag.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                errors.Add(Origin, $"\"{flag}\" sets nothing; write for example --set kafka.group-id=pumps");
                continue;
            }

            string path = flag[..equals].Trim();
            string text = flag[(equals + 1)..];
            if (ConfigurationSchema.Find(path) is { ItemType: not null } list)
            {
                if (ItemSource.ReadText(list, text, Origin, errors) is { } items)
                {
                    yield return items;
                }
            }
            else if (ConfigurationSchema.Find(path) is { IsMap: false } key)
            {
                yield return ValueReader.Split(key, text, Origin);
            }
            else if (ConfigurationSchema.FindMapOf(path) is { } map)
            {
                yield return new ConfigurationEntry(map, path[(map.Path.Length + 1)..], [text], Origin);
            }
            else
            {
                errors.AddUnknown(Origin, path);
            }
        }
    }
}
