using System.Net;
using System.Net.Sockets;

namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>An IP address.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressAttribute : ConstraintAttribute
{
    public override string Allowed => "an IP address such as 127.0.0.1, 0.0.0.0 or ::";

    // The parser also takes 1 for 0.0.0.1, and [::1]:80 without its port.
    public override bool IsValid(object? value) => value is string text && IPAddress.TryParse(text, out IPAddress? address)
        && (address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text : !text.Contains('[', StringComparison.Ordinal));
}
