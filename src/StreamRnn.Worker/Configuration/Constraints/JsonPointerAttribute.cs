using System.Text.RegularExpressions;

namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>A JSON pointer (RFC 6901) that is not the whole document, or a list of 1 to <paramref name="max"/> different ones.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class JsonPointerAttribute(int max = 1) : ConstraintAttribute
{
    public override string Allowed => max == 1
        ? "a JSON pointer such as /time"
        : $"1 to {max} different JSON pointers such as /value";

    public override bool IsValid(object? value) => value switch
    {
        string pointer => Pointer().IsMatch(pointer),
        IReadOnlyList<string> pointers => pointers.Count >= 1 && pointers.Count <= max
            && pointers.All(pointer => Pointer().IsMatch(pointer))
            && pointers.Distinct(StringComparer.Ordinal).Count() == pointers.Count,
        _ => false,
    };

    [GeneratedRegex(@"\A(/([^~/]|~[01])*)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pointer();
}
