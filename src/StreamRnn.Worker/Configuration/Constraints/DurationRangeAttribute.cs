using StreamRnn.Worker.Configuration.Values;

namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>The minimum and the maximum span, both as they are written in the configuration.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationRangeAttribute(string minimum, string maximum) : ConstraintAttribute
{
    private readonly TimeSpan min = Parse(minimum);
    private readonly TimeSpan max = Parse(maximum);

    public override string Allowed => $"{minimum} to {maximum}";

    public override bool IsValid(object? value) => value is TimeSpan span && span >= min && span <= max;

    private static TimeSpan Parse(string text) =>
        Duration.TryParse(text, out TimeSpan span) ? span : throw new ArgumentException($"\"{text}\" is not a duration");
}
