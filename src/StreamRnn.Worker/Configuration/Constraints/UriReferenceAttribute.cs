namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>A URI reference that is not empty, as a CloudEvent's source must be.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UriReferenceAttribute : ConstraintAttribute
{
    public override string Allowed => "a URI reference such as /plants/7 or https://example.org/plants/7";

    public override bool IsValid(object? value) =>
        value is string { Length: > 0 } text && Uri.IsWellFormedUriString(text, UriKind.RelativeOrAbsolute);
}
