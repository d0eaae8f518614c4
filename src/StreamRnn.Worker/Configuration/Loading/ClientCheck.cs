using System.Collections.Immutable;
using StreamRnn.Kafka.Consuming;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>
/// Whether the Kafka client takes <c>kafka.client</c> as a whole: by the rules of its log-in, then by asking the client itself. Only for
/// commands that will connect or vouch for that: certificates and passwords are where the worker runs, not where a memory is estimated.
/// </summary>
internal sealed class ClientCheck
{
    private const string Protocol = "security.protocol";
    private const string Username = "sasl.username";
    private const string Password = "sasl.password";
    private const string Method = "sasl.oauthbearer.method";

    private readonly ImmutableSortedDictionary<string, string> client;
    private readonly bool isSasl;
    private readonly string mechanismProperty;
    private readonly string? mechanism;

    private ClientCheck(ImmutableSortedDictionary<string, string> client)
    {
        this.client = client;
        isSasl = client.TryGetValue(Protocol, out string? protocol) && protocol.StartsWith("sasl_", StringComparison.OrdinalIgnoreCase);
        mechanismProperty = client.ContainsKey("sasl.mechanisms") ? "sasl.mechanisms" : "sasl.mechanism";
        mechanism = client.GetValueOrDefault(mechanismProperty);
    }

    /// <exception cref="InvalidConfigurationException">A property is missing or can't be used.</exception>
    public static void Run(LoadedConfiguration configuration)
    {
        var check = new ClientCheck(configuration.Options.Kafka.Client);
        Finding? finding = check.Missing() ?? (ClientTrial.Refusal(configuration.Options.ToKafkaOptions()) is { } refusal ? check.MissingFile() ?? check.Explain(refusal) : null);
        if (finding is not null)
        {
            var errors = new ConfigurationErrors();
            string key = finding.Property is null ? "kafka.client" : $"kafka.client.{finding.Property}";
            errors.Add(configuration.Origins.GetValueOrDefault($"kafka.client.{finding.WrittenAt ?? finding.Property}") ?? "default", $"{key}: {finding.Problem}");
            throw new InvalidConfigurationException(errors.Messages);
        }
    }

    /// <summary>What a log-in needs and nobody set. Some of it the client does not miss: it waits for ever, or logs in as nobody.</summary>
    private Finding? Missing()
    {
        if (!client.ContainsKey(Protocol) && client.Keys.FirstOrDefault(static property => property.StartsWith("sasl.", StringComparison.Ordinal)) is { } without)
        {
            return new(Protocol, $"is missing, and without it {without} has no effect; set SASL_SSL, or SASL_PLAINTEXT where the network is trusted", without);
        }

        if (!isSasl)
        {
            return null;
        }

        return mechanism switch
        {
            // The client would take GSSAPI, which few mean, and advise to compile it anew where it was made without.
            null => new(mechanismProperty, $"is missing; {client[Protocol]} needs PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER", Protocol),
            "PLAIN" or "SCRAM-SHA-256" or "SCRAM-SHA-512" when IsEmpty(Username) => new(Username, $"is missing; {mechanism} needs it", mechanismProperty),
            "PLAIN" or "SCRAM-SHA-256" or "SCRAM-SHA-512" when IsEmpty(Password) =>
                new(Password, $"is missing; {mechanism} needs it, best from the environment: STREAMRNN_KAFKA__CLIENT__SASL_PASSWORD", mechanismProperty),
            "OAUTHBEARER" when !client.ContainsKey(Method) && !client.ContainsKey("enable.sasl.oauthbearer.unsecure.jwt") =>
                new(Method, "is missing; the worker has no token of its own: set oidc, and sasl.oauthbearer.token.endpoint.url", mechanismProperty),
            _ => null,
        };
    }

    private Finding? MissingFile() =>
        client.FirstOrDefault(static property => property.Key.EndsWith(".location", StringComparison.Ordinal) && !Path.Exists(property.Value)) is { Key: { } location, Value: var path }
            ? new(location, $"{Quotation.Of(path)} is not there; name a file that the worker can read")
            : null;

    /// <summary>The client's own words, under the property that they are about: the longest of those that are set and stand in them.</summary>
    private Finding Explain(string refusal) => refusal.StartsWith("No provider for SASL mechanism", StringComparison.Ordinal)
        ? new(mechanismProperty, $"{mechanism} is not built into this worker's Kafka client; set PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER")
        : new(
            client.Keys.Where(property => refusal.Contains(property, StringComparison.Ordinal)).MaxBy(static property => property.Length)
                ?? (refusal.Contains("SASL mechanism", StringComparison.Ordinal) ? mechanismProperty : null),
            refusal);

    private bool IsEmpty(string property) => string.IsNullOrEmpty(client.GetValueOrDefault(property));

    /// <summary>What is wrong with which property; <paramref name="WrittenAt"/> is the one that it follows from, where it was not written itself.</summary>
    private sealed record Finding(string? Property, string Problem, string? WrittenAt = null);
}
