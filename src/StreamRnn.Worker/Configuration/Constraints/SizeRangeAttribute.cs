using StreamRnn.Worker.Configuration.Values;

namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>The minimum and the maximum size, both as they are written in the configuration.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SizeRangeAttribute(string minimum, string maximum) : ConstraintAttribute
{
    private readonly ByteSize min = Parse(minimum);
    private readonly ByteSize max = Parse(maximum);

    public override string Allowed => $"{minimum} to {maximum}";

    public override bool IsValid(object? value) => value is ByteSize size && size.CompareTo(min) >= 0 && size.CompareTo(max) <= 0;

    private static ByteSize Parse(string text) =>
        ByteSize.TryParse(text, out ByteSize size) ? size : throw new ArgumentException($"\"{text}\" is not a size");
}
