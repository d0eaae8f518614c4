using StreamRnn.Worker.Configuration.Values;

namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>The smallest and the largest size allowed, both as they are written in the configuration.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SizeRangeAttribute(string minimum, string maximum) : ConstraintAttribute
{
    private readonly ByteSize smallest = Parse(minimum);
    private readonly ByteSize largest = Parse(maximum);

    public override string Allowed => $"{minimum} to {maximum}";

    public override bool IsValid(object? value) => value is ByteSize size && size.CompareTo(smallest) >= 0 && size.CompareTo(largest) <= 0;

    private static ByteSize Parse(string text) =>
        ByteSize.TryParse(text, out ByteSize size) ? size : throw new ArgumentException($"\"{text}\" is not a size");
}
