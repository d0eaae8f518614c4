using System.Text.RegularExpressions;

namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>What Kafka takes as a topic's name.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class TopicNameAttribute : ConstraintAttribute
{
    /// <summary>Whether it may be left empty, for no topic.</summary>
    public bool MayBeEmpty { get; init; }

    public override string Allowed => $"{(MayBeEmpty ? "empty, or " : "")}1 to 249 letters, digits, dots, underscores and hyphens";

    public override bool IsValid(object? value) => value is string name && name is not ("." or "..") && (Legal().IsMatch(name) || (MayBeEmpty && name.Length == 0));

    [GeneratedRegex(@"\A[a-zA-Z0-9._-]{1,249}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Legal();
}
