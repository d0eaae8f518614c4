using System.Collections.Immutable;
using System.ComponentModel;
using System.Reflection;
using StreamRnn.Worker.Configuration.Constraints;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>One key: where it stands in the options, what it holds, what it may be.</summary>
internal sealed class ConfigurationKey
{
    private readonly Func<WorkerOptions, object> owner;
    private readonly PropertyInfo property;

    public ConfigurationKey(PropertyInfo section, PropertyInfo property)
        : this(ConfigurationSchema.KebabCase(section.Name), property, options => section.GetValue(options)!)
    {
    }

    private ConfigurationKey(string section, PropertyInfo property, Func<WorkerOptions, object> owner)
    {
        this.owner = owner;
        this.property = property;
        Section = section;
        Name = ConfigurationSchema.KebabCase(property.Name);
        Path = $"{Section}.{Name}";
        Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description
            ?? throw new InvalidOperationException($"{section}.{property.Name} has no description");
        Constraint = property.GetCustomAttribute<ConstraintAttribute>();
    }

    public string Section { get; }

    public string Name { get; }

    /// <summary>Section and name: <c>kafka.group-id</c>.</summary>
    public string Path { get; }

    public string Description { get; }

    public ConstraintAttribute? Constraint { get; }

    public Type Type => property.PropertyType;

    /// <summary>The key holds names and values of its own: <c>kafka.client</c>.</summary>
    public bool IsMap => Type == typeof(ImmutableSortedDictionary<string, string>);

    /// <summary>The key holds a list.</summary>
    public bool IsList => Type == typeof(IReadOnlyList<string>);

    /// <summary>What the items of the list are, each with keys of its own: <c>alerts.rules</c>; null of any other key.</summary>
    public Type? ItemType => Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && !IsList ? Type.GetGenericArguments()[0] : null;

    /// <summary>The keys of an item that stands at <paramref name="path"/>: they read and write the item, whatever the options.</summary>
    public static IEnumerable<ConfigurationKey> OfItem(object item, string path) =>
        ConfigurationSchema.KeyProperties(item.GetType()).Select(property => new ConfigurationKey(path, property, _ => item));

    public object Get(WorkerOptions options) => property.GetValue(owner(options))!;

    /// <summary>Options are immutable to all but the loader, which fills them before anyone else has them.</summary>
    public void Set(WorkerOptions options, object value) => property.SetValue(owner(options), value);
}
