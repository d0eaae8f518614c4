using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

public sealed class ConfigurationPrinterTests : IDisposable
{
    private readonly ConfigurationFolder folder = new();

    [Fact]
    public void Print_LoadsAgainToTheSameConfiguration()
    {
        LoadedConfiguration first = folder.Load(
            "kafka:\n  bootstrap-servers: 'a:9092,b:9092'\n  client: {client.id: \"it's # one\", ssl.ca.location: '', client.rack: \"a\\n \\t\\\\b\\\"\\n\"}\nwindows: {quiet: 90m}\nstreams: {budget: 1536KiB}",
            []);
        var printed = new StringWriter();
        ConfigurationPrinter.Print(first, printed);

        LoadedConfiguration second = folder.Load(printed.ToString(), []);

        foreach (ConfigurationKey key in ConfigurationSchema.Keys)
        {
            Assert.Equal(key.Get(first.Options), key.Get(second.Options));
        }
    }

    [Fact]
    public void Print_Secrets_AreMasked()
    {
        var printed = new StringWriter();
        ConfigurationPrinter.Print(folder.Load("kafka: {client: {sasl.password: hunter2, sasl.username: pump, ssl.key.pem: hunter2}}", []), printed);

        Assert.DoesNotContain("hunter2", printed.ToString(), StringComparison.Ordinal);
        Assert.Contains("    sasl.password: '***'  # ", printed.ToString(), StringComparison.Ordinal);
        Assert.Contains("    sasl.username: pump  # ", printed.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('\u202E', "202E")]
    [InlineData('\u200F', "200F")]
    [InlineData('\u2066', "2066")]
    public void Yaml_ACharacterThatTurnsTheLetters_IsEscaped(char turning, string code) =>
        Assert.Equal($"\"a\\u{code}b\"", ConfigurationPrinter.Yaml($"a{turning}b"));

    public void Dispose() => folder.Dispose();
}
