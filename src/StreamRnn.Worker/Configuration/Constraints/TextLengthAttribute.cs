namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>How long a text of printable characters may be.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextLengthAttribute(int minimum, int maximum) : ConstraintAttribute
{
    public override string Allowed => $"{minimum} to {maximum} printable characters";

    public override bool IsValid(object? value) => value is string text && text.Length >= minimum && text.Length <= maximum && text.All(Quotation.IsHarmless);
}
