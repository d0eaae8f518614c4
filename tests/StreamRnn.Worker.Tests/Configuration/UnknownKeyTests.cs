using System.Collections;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

/// <summary>What is said of names that are no key's.</summary>
public sealed class UnknownKeyTests : IDisposable
{
    private readonly ConfigurationFolder folder = new();

    [Theory]
    [InlineData("kafka:\n  group-ids: x", ":2: kafka.group-ids: there is no such key; did you mean kafka.group-id?")]
    [InlineData("kafka:\n  quiet: 1h", ":2: kafka.quiet: there is no such key; did you mean windows.quiet?")]
    [InlineData("wndows: {}", ":1: wndows: there is no such key; did you mean windows?")]
    [InlineData("group-id: x", ":1: group-id: there is no such key; did you mean kafka.group-id?")]
    [InlineData("zzz: {}", ":1: zzz: there is no such key; `streamrnn validate --reference` lists all")]
    [InlineData("kafka.group-id: x", ":1: kafka.group-id: a file has no dots between section and key; write \"kafka:\" and, further in on the next line, \"group-id: streamrnn\"")]
    [InlineData("\ninput.values: [/a]", ":2: input.values: a file has no dots between section and key; write \"input:\" and, further in on the next line, \"values: [/value]\"")]
    [InlineData("kafka.client: {}", ":1: kafka.client: a file has no dots between section and key; write \"kafka:\" and, further in on the next line, \"client:\"")]
    [InlineData("kafka.client.client.id: x", ":1: kafka.client.client.id: a file has no dots between section and key; write \"kafka:\" and, further in on the next line, \"client:\" and, further in on the next line, \"client.id: …\"")]
    [InlineData("kafka:\n  client.client.id: x", ":2: kafka.client.client.id: a file has no dots between section and key; write \"kafka:\" and, further in on the next line, \"client:\" and, further in on the next line, \"client.id: …\"")]
    public void Load_NoKeyOfTheFile_SaysWhichIsMeantOrHowItIsWritten(string yaml, string expected)
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => folder.Load(yaml, []));

        Assert.Equal($"{folder.FilePath}{expected}", invalid.Message);
    }

    [Theory]
    [InlineData("kafka=1", "kafka: is a section; set one of its keys, for example kafka.bootstrap-servers")]
    [InlineData("a.b=x", "a.b: there is no such key; `streamrnn validate --reference` lists all")]
    [InlineData("kafka.client.=x", "kafka.client.: there is no such key; did you mean kafka.client?")]
    [InlineData("Kafka.group-id=x", "Kafka.group-id: there is no such key; did you mean kafka.group-id?")]
    public void Load_NoKeyOfAFlag_SaysWhichIsMeant(string flag, string expected) =>
        Assert.Equal($"--set: {expected}", Assert.Throws<InvalidConfigurationException>(() => folder.Load("", [], flag)).Message);

    [Fact]
    public void Load_AnySectionOrKeyWhereItIsNone_IsNeverAdvisedAgain()
    {
        string[] names = [.. ConfigurationSchema.Sections.Select(section => section.Name), .. ConfigurationSchema.Keys.Select(key => key.Path), .. ConfigurationSchema.Keys.Select(key => key.Name)];
        foreach (string name in names)
        {
            IEnumerable<string> errors = ErrorsOf(() => folder.Load($"{name}: x", []))
                .Concat(ErrorsOf(() => folder.Load($"http: {{{name}: x}}", [])))
                .Concat(ErrorsOf(() => folder.Load("", [], $"{name}=x")));

            Assert.All(errors, error => Assert.DoesNotContain($" {name}: there is no such key; did you mean {name}?", error, StringComparison.Ordinal));
        }

        static IReadOnlyList<string> ErrorsOf(Action load)
        {
            try
            {
                load();
                return [];
            }
            catch (InvalidConfigurationException invalid)
            {
                return invalid.Errors;
            }
        }
    }

    [Theory]
    [InlineData("STREAMRNN_KAFKA_GROUP_ID", "did you mean STREAMRNN_KAFKA__GROUP_ID?")]
    [InlineData("STREAMRNN_GROUP_ID", "did you mean STREAMRNN_KAFKA__GROUP_ID?")]
    [InlineData("STREAMRNN_WINDOW_QUIET", "did you mean STREAMRNN_WINDOWS__QUIET?")]
    [InlineData("STREAMRNN_HTTP_PORT", "did you mean STREAMRNN_HTTP__PORT?")]
    [InlineData("STREAMRNN_KAFKA_CLIENT_SASL_PASSWORD", "did you mean STREAMRNN_KAFKA__CLIENT__SASL_PASSWORD?")]
    [InlineData("STREAMRNN_FOO", "a key is written for example STREAMRNN_KAFKA__BOOTSTRAP_SERVERS")]
    [InlineData("STREAMRNN_A\u001b[2J", "a key is written for example STREAMRNN_KAFKA__BOOTSTRAP_SERVERS")]
    public void Load_VariableThatSetsNothing_IsWarnedOf(string variable, string advice) =>
        Assert.Equal(
            $"environment {variable.Replace('\u001b', '\uFFFD')}: sets nothing; {advice}",
            Assert.Single(folder.Load("", new Hashtable { [variable] = "8080" }).Warnings));

    [Theory]
    [InlineData("STREAMRNN_KAFKA__GROUP_ID", "pumps")]
    [InlineData("STREAMRNN_PACKAGES", "/packages")]
    [InlineData("STREAMRNN_CACHE", "/cache")]
    [InlineData("STREAMRNN", "1")]
    [InlineData("PATH", "/bin")]
    [InlineData("STREAMRNN_SERVICE_HOST", "10.0.0.7")]
    [InlineData("STREAMRNN_SERVICE_PORT_HTTP", "8080")]
    [InlineData("STREAMRNN_PORT", "tcp://10.0.0.7:8080")]
    [InlineData("STREAMRNN_KAFKA_PORT_9092_TCP_ADDR", "10.0.0.7")]
    public void Load_VariableOfAKeyOrOfOthers_IsNotWarnedOf(string variable, string value) =>
        Assert.Empty(folder.Load("", new Hashtable { [variable] = value }).Warnings);

    public void Dispose() => folder.Dispose();
}
