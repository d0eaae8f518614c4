using System.Collections;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

/// <summary>What is said of keys and values that can't be used.</summary>
public sealed class WrongConfigurationTests : IDisposable
{
    private readonly ConfigurationFolder folder = new();

    [Theory]
    [InlineData("windows:\n  quiet: 5 parsecs", ":2: windows.quiet: \"5 parsecs\" is not a duration; write for example 30s, 10m or 1h")]
    [InlineData("windows:\n  quiet: 10", ":2: windows.quiet: \"10\" is not a duration; write for example 30s, 10m or 1h")]
    [InlineData("windows:\n  quiet: 1000000000000000000d", ":2: windows.quiet: 1000000000000000000d is out of range; it must be 1s to 30d")]
    [InlineData("windows:\n  quiet: 999999999999999999999999999999999999999999999d", ":2: windows.quiet: 999999999999999999999999999999999999999999999d is out of range; it must be 1s to 30d")]
    [InlineData("streams: {budget: 79228162514264337593543950336GiB}", ":1: streams.budget: 79228162514264337593543950336GiB is out of range; it must be 1MiB to 1024GiB")]
    [InlineData("streams: {capacity: 2147483648}", ":1: streams.capacity: 2147483648 is out of range; it must be 0 to 16777216")]
    [InlineData("streams: {capacity: -99999999999999999999}", ":1: streams.capacity: -99999999999999999999 is out of range; it must be 0 to 16777216")]
    [InlineData("model: {seed: 18446744073709551616}", ":1: model.seed: 18446744073709551616 is out of range; it must be 0 to 4294967295")]
    [InlineData("windows: {open: 1e999}", ":1: windows.open: 1e999 is out of range; it must be above 0 and below 1")]
    [InlineData("http: {address: 1}", ":1: http.address: \"1\" can't be used; it must be an IP address such as 127.0.0.1, 0.0.0.0 or ::")]
    [InlineData("http: {address: '[::1]:80'}", ":1: http.address: \"[::1]:80\" can't be used; it must be an IP address such as 127.0.0.1, 0.0.0.0 or ::")]
    [InlineData("kafka: {bootstrap-servers: ','}", ":1: kafka.bootstrap-servers: \",\" can't be used; it must be host:port, or several with commas between")]
    [InlineData("kafka: {bootstrap-servers: 'a:9092,:::::'}", ":1: kafka.bootstrap-servers: \"a:9092,:::::\" can't be used; it must be host:port, or several with commas between")]
    [InlineData("kafka: {bootstrap-servers: 'a:70000'}", ":1: kafka.bootstrap-servers: \"a:70000\" can't be used; it must be host:port, or several with commas between")]
    [InlineData("kafka: {group-id: \"a\\e[31mb\"}", ":1: kafka.group-id: \"a\uFFFD[31mb\" can't be used; it must be 1 to 249 printable characters")]
    [InlineData("kafka: {client: {client.id: \"a\\0b\"}}", ":1: kafka.client.client.id: holds a NUL character; take it out")]
    [InlineData("kafka: {client: {\"client.id\\0\": b}}", ":1: kafka.client.client.id\uFFFD: holds a NUL character; take it out")]
    [InlineData("windows:\n  quiet: 0s", ":2: windows.quiet: 0s is out of range; it must be 1s to 30d")]
    [InlineData("windows:\n  open: 1", ":2: windows.open: 1 is out of range; it must be above 0 and below 1")]
    [InlineData("windows:\n  close: 0.5", ":2: windows.close: 0.5 is not below windows.open, which is 0.5; lower it, or leave it out for the one that follows from windows.open")]
    [InlineData("windows:\n  max-quiet: 31d", ":2: windows.max-quiet: 31d is out of range; it must be 1s to 30d")]
    [InlineData("windows:\n  open: NaN", ":2: windows.open: \"NaN\" is not a number; write for example 0.5")]
    [InlineData("windows:\n  open:", ":2: windows.open: has no value; write for example 0.5, or leave the key out for its default")]
    [InlineData("windows:\n  open: [1]", ":2: windows.open: is a list; write for example 0.5")]
    [InlineData("http:\n\n  port: 70000", ":3: http.port: 70000 is out of range; it must be 0 to 65535")]
    [InlineData("http: {port: eighty}", ":1: http.port: \"eighty\" is not a whole number; write for example 8080")]
    [InlineData("http: {address: localhost}", ":1: http.address: \"localhost\" can't be used; it must be an IP address such as 127.0.0.1, 0.0.0.0 or ::")]
    [InlineData("model: {hidden-units: 33}", ":1: model.hidden-units: 33 is out of range; it must be 0 to 256 in steps of 8")]
    [InlineData("model: {layers: two}", ":1: model.layers: \"two\" is not a whole number; write for example 1")]
    [InlineData("model: {learn: yes}", ":1: model.learn: \"yes\" is not true or false")]
    [InlineData("streams: {memory: fat}", ":1: streams.memory: \"fat\" is not one of auto, lean, rich")]
    [InlineData("streams: {memory: 1}", ":1: streams.memory: \"1\" is not one of auto, lean, rich")]
    [InlineData("streams: {budget: 5 elephants}", ":1: streams.budget: \"5 elephants\" is not a size; write for example 64KiB, 16MiB or 1GiB")]
    [InlineData("input: {topic: a b}", ":1: input.topic: \"a b\" can't be used; it must be 1 to 249 letters, digits, dots, underscores and hyphens")]
    [InlineData("input: {values: [value]}", ":1: input.values: \"value\" can't be used; it must be 1 to 64 different JSON pointers such as /value")]
    [InlineData("kafka: 5", ":1: kafka: is a section; write for example kafka.bootstrap-servers as \"kafka:\" and, further in on the next line, \"bootstrap-servers: localhost:9092\"")]
    [InlineData("- kafka", ":1: holds no sections; write for example kafka.bootstrap-servers as \"kafka:\" and, further in on the next line, \"bootstrap-servers: localhost:9092\"")]
    [InlineData("kafka: {client: {group.id: x}}", ":1: kafka.client.group.id: 'x' can't be set: set kafka.group-id")]
    [InlineData("kafka:\n  client:\n    no.such.property: x", ":3: kafka.client.no.such.property: No such configuration property: \"no.such.property\"")]
    [InlineData("kafka: {client: {session.timeout.ms: 10000000}}", ":1: kafka.client.session.timeout.ms: Configuration property \"session.timeout.ms\" value 10000000 is outside allowed range 1..3600000")]
    [InlineData("kafka: {client: ssl}", ":1: kafka.client: holds names and values; write one on each line below it, further in")]
    [InlineData("input: {values: [/a/x, /b/x]}", ":1: input.values: \"/a/x\" and \"/b/x\" are both named \"x\", by their last part; read one of them, or let them be written under different names")]
    [InlineData("input: {values: [/a/x, /y, /b/x, /c/x]}", ":1: input.values: \"/a/x\" and \"/b/x\" and \"/c/x\" are all named \"x\", by their last part; read one of them, or let them be written under different names")]
    [InlineData("input: {topic: alerts}", ":1: alerts.topic: \"alerts\" is input.topic too; name two different topics")]
    [InlineData("http: {port: 1}\n---\nhttp: {port: 2}", ": holds 2 YAML documents; write all sections in one")]
    public void Load_WrongFile_SaysFileLineKeyValueAndWhatIsRight(string yaml, string expected)
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => folder.Load(yaml, []));

        Assert.Equal($"{folder.FilePath}{expected}", invalid.Message);
    }

    [Fact]
    public void Load_AHugeValue_IsQuotedInPart()
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => folder.Load($"kafka: {{group-id: {new string('x', 1_000_000)}}}", []));

        Assert.Equal($"{folder.FilePath}:1: kafka.group-id: \"{new string('x', 80)}…\" can't be used; it must be 1 to 249 printable characters", invalid.Message);
    }

    [Fact]
    public void Load_ManyErrors_SaysAllInTheOrderTheyWereWritten()
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => folder.Load(
            "windows:\n  quiet: soon\n  opne: 0.5\nhttp:\n  port: -1",
            new Hashtable { ["STREAMRNN_MODEL__SEED"] = "x", ["STREAMRNN_MODEL__SEEDS"] = "1" },
            "logging.level=loud", "logging", "kafka.client=x"));

        Assert.Equal(
            [
                $"{folder.FilePath}:2: windows.quiet: \"soon\" is not a duration; write for example 30s, 10m or 1h",
                $"{folder.FilePath}:3: windows.opne: there is no such key; did you mean windows.open?",
                $"{folder.FilePath}:5: http.port: -1 is out of range; it must be 0 to 65535",
                "environment STREAMRNN_MODEL__SEED: model.seed: \"x\" is not a whole number; write for example 1",
                "environment STREAMRNN_MODEL__SEEDS: model.seeds: there is no such key; did you mean model.seed?",
                "--set: logging.level: \"loud\" is not one of trace, debug, information, warning, error, critical, none",
                "--set: \"logging\" sets nothing; write for example --set kafka.group-id=pumps",
                "--set: kafka.client: holds names and values; set one of them, for example kafka.client.security.protocol",
            ],
            invalid.Errors);
    }

    [Fact]
    public void Load_MoreErrorsThanAnyoneReads_SaysHowMany()
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(
            () => folder.Load($"http:\n{string.Concat(Enumerable.Range(0, 1102).Select(key => $"  k{key}: 1\n"))}", []));

        Assert.Equal(1102, invalid.Errors.Count);
        Assert.Equal(101, invalid.Message.Split('\n').Length);
        Assert.EndsWith("\nand 1,002 more", invalid.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
