using System.Collections.Immutable;
using System.ComponentModel;
using System.Reflection;
using StreamRnn.Worker.Configuration.Constraints;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>One key: where it stands in the options, what it holds, what it may be.</summary>
internal sealed class ConfigurationKey
{
    private readonly PropertyInfo section;
    private readonly PropertyInfo property;

    public ConfigurationKey(PropertyInfo section, PropertyInfo property)
    {
        this.section = section;
        this.property = property;
        Section = ConfigurationSchema.KebabCase(section.Name);
        Name = ConfigurationSchema.KebabCase(property.Name);
        Path = $"{Section}.{Name}";
        Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description
            ?? throw new InvalidOperationException($"{section.Name}.{property.Name} has no description");
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

    public object Get(WorkerOptions options) => property.GetValue(section.GetValue(options))!;

    /// <summary>Options are immutable to all but the loader, which fills them before anyone else has them.</summary>
    public void Set(WorkerOptions options, object value) => property.SetValue(section.GetValue(options), value);
}
