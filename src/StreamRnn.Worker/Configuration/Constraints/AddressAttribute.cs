using System.Net;

namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>An IP address.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressAttribute : ConstraintAttribute
{
    public override string Allowed => "an IP address such as 127.0.0.1, 0.0.0.0 or ::";

    public override bool IsValid(object? value) => value is string text && IPAddress.TryParse(text, out _);
}
