using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>Where the Kafka client looks for the cluster first. The client itself leaves out what it can't read, and then waits for ever.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class BrokersAttribute : ConstraintAttribute
{
    public override string Allowed => "host:port, or several with commas between";

    public override bool IsValid(object? value) => value is string text && text.Split(',').All(IsBroker);

    private static bool IsBroker(string text) => Broker().Match(text) is { Success: true } broker
        && (broker.Groups["port"].ValueSpan.IsEmpty || int.Parse(broker.Groups["port"].ValueSpan, CultureInfo.InvariantCulture) is >= 1 and <= ushort.MaxValue);

    [GeneratedRegex(@"\A\s*(?:[A-Z_]+://)?(?:\[[0-9A-Fa-f:.]+(?:%\w+)?\]|[^\s\p{C},:/\[\]]+)(?::(?<port>[0-9]{1,5}))?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Broker();
}
