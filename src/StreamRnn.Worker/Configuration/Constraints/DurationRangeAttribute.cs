using StreamRnn.Worker.Configuration.Values;

namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>The shortest and the longest span allowed, both as they are written in the configuration.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationRangeAttribute(string minimum, string maximum) : ConstraintAttribute
{
    private readonly TimeSpan shortest = Parse(minimum);
    private readonly TimeSpan longest = Parse(maximum);

    public override string Allowed => $"{minimum} to {maximum}";

    public override bool IsValid(object? value) => value is TimeSpan span && span >= shortest && span <= longest;

    private static TimeSpan Parse(string text) =>
        Duration.TryParse(text, out TimeSpan span) ? span : throw new ArgumentException($"\"{text}\" is not a duration");
}
