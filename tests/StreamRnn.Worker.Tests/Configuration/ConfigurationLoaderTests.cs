using System.Collections;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("streamrnn-configuration-").FullName;

    private string FilePath => Path.Combine(folder, "streamrnn.yaml");

    [Fact]
    public void Load_NothingGiven_HasEveryDefault()
    {
        WorkerOptions options = ConfigurationLoader.Load(null, new Hashtable(), []).Options;

        foreach (ConfigurationKey key in ConfigurationSchema.Keys)
        {
            Assert.Equal(ValueReader.Write(key.Get(new WorkerOptions())), ValueReader.Write(key.Get(options)));
        }
    }

    [Fact]
    public void EveryKey_ItsDefaultIsWithinItsOwnLimits()
    {
        foreach (ConfigurationKey key in ConfigurationSchema.Keys.Where(key => !key.IsMap))
        {
            ConfigurationEntry entry = ValueReader.Split(key, ValueReader.Write(key.Get(new WorkerOptions())), "default");

            Assert.True(ValueReader.Read(entry, out string problem) is not null, $"{key.Path}: {problem}");
        }
    }

    [Fact]
    public void Load_FileEnvironmentAndFlag_LaterOnesWinKeyByKey()
    {
        var environment = new Hashtable
        {
            ["STREAMRNN_KAFKA__GROUP_ID"] = "of-the-environment",
            ["STREAMRNN_KAFKA__BOOTSTRAP_SERVERS"] = "environment:9092",
            ["STREAMRNN_KAFKA__CLIENT__SECURITY_PROTOCOL"] = "SSL",
            ["STREAMRNN_PACKAGES"] = "not a key, as it has no section",
        };
        LoadedConfiguration loaded = Load(
            """
            kafka:
              bootstrap-servers: file:9092
              group-id: of-the-file
              commit-interval: 250ms
              client:
                security.protocol: PLAINTEXT
                client.id: pump-7
            input:
              values: [/values/temperature, /values/vibration]
            """,
            environment,
            "kafka.group-id=of-the-flag", "streams.budget=64MiB", "kafka.client.fetch.wait.max.ms=10");

        KafkaSection kafka = loaded.Options.Kafka;
        Assert.Equal("of-the-flag", kafka.GroupId);
        Assert.Equal("environment:9092", kafka.BootstrapServers);
        Assert.Equal(TimeSpan.FromMilliseconds(250), kafka.CommitInterval);
        Assert.Equal(64L << 20, loaded.Options.Streams.Budget.Bytes);
        Assert.Equal(["temperature", "vibration"], loaded.Options.FeatureNames());
        Assert.Equal(
            new Dictionary<string, string> { ["client.id"] = "pump-7", ["fetch.wait.max.ms"] = "10", ["security.protocol"] = "SSL" },
            kafka.Client);
        Assert.Equal("--set", loaded.Origins["kafka.group-id"]);
        Assert.Equal("environment STREAMRNN_KAFKA__BOOTSTRAP_SERVERS", loaded.Origins["kafka.bootstrap-servers"]);
        Assert.Equal($"{FilePath}:4", loaded.Origins["kafka.commit-interval"]);
    }

    [Theory]
    [InlineData("windows:\n  quiet: 5 parsecs", ":2: windows.quiet: \"5 parsecs\" is not a duration; write for example 30s, 10m or 1h")]
    [InlineData("windows:\n  quiet: 10", ":2: windows.quiet: \"10\" is not a duration; write for example 30s, 10m or 1h")]
    [InlineData("windows:\n  quiet: 1000000000000000000d", ":2: windows.quiet: 1000000000000000000d is out of range; it must be 1s to 30d")]
    [InlineData("windows:\n  quiet: 999999999999999999999999999999999999999999999d", ":2: windows.quiet: 999999999999999999999999999999999999999999999d is out of range; it must be 1s to 30d")]
    [InlineData("streams: {budget: 79228162514264337593543950336GiB}", ":1: streams.budget: 79228162514264337593543950336GiB is out of range; it must be 1MiB to 1024GiB")]
    [InlineData("streams: {capacity: 2147483648}", ":1: streams.capacity: 2147483648 is out of range; it must be 1 to 16777216")]
    [InlineData("streams: {capacity: -99999999999999999999}", ":1: streams.capacity: -99999999999999999999 is out of range; it must be 1 to 16777216")]
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
    [InlineData("kafka:\n  group-ids: x", ":2: kafka.group-ids: there is no such key; did you mean kafka.group-id?")]
    [InlineData("kafka:\n  quiet: 1h", ":2: kafka.quiet: there is no such key; did you mean windows.quiet?")]
    [InlineData("wndows: {}", ":1: wndows: there is no such key; did you mean windows?")]
    [InlineData("group-id: x", ":1: group-id: there is no such key; did you mean kafka.group-id?")]
    [InlineData("kafka: 5", ":1: kafka: is a section; write for example kafka.bootstrap-servers as \"kafka:\" and, further in on the next line, \"bootstrap-servers: localhost:9092\"")]
    [InlineData("- kafka", ":1: holds no sections; write for example kafka.bootstrap-servers as \"kafka:\" and, further in on the next line, \"bootstrap-servers: localhost:9092\"")]
    [InlineData("kafka: {client: {group.id: x}}", ":1: kafka.client.group.id: 'x' can't be set: set kafka.group-id")]
    [InlineData("kafka:\n  client:\n    no.such.property: x", ":3: kafka.client.no.such.property: No such configuration property: \"no.such.property\"")]
    [InlineData("kafka: {client: {session.timeout.ms: 10000000}}", ":1: kafka.client.session.timeout.ms: Configuration property \"session.timeout.ms\" value 10000000 is outside allowed range 1..3600000")]
    [InlineData("kafka: {client: ssl}", ":1: kafka.client: holds names and values; write one on each line below it, further in")]
    [InlineData("input: {topic: alerts}", ":1: alerts.topic: \"alerts\" is input.topic too; name two different topics")]
    [InlineData("http: {port: 1}\n---\nhttp: {port: 2}", ": holds 2 YAML documents; write all sections in one")]
    public void Load_WrongFile_SaysFileLineKeyValueAndWhatIsRight(string yaml, string expected)
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => Load(yaml, []));

        Assert.Equal($"{FilePath}{expected}", invalid.Message);
    }

    [Theory]
    [InlineData("http: {port: 1\n", 2)]
    [InlineData("http:\n  port: 1\n  port: 2", 3)]
    [InlineData("http:\n\tport: 1", 2)]
    public void Load_NotYaml_SaysFileAndLine(string yaml, int line)
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => Load(yaml, []));

        Assert.StartsWith($"{FilePath}:{line}: this is not YAML: ", Assert.Single(invalid.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http: [1\nkafka: 2\n", "1: this is not YAML: the [ that is opened here is not closed")]
    [InlineData("http:\n  port: [1\nkafka:\n  group-id: x\n", "2: this is not YAML: the [ that is opened here is not closed")]
    [InlineData("model: {}\nhttp: {port: 1\nkafka:\n  group-id: x\n", "2: this is not YAML: the { that is opened here is not closed")]
    [InlineData("input:\n  values: [/a, [/b\n    ]\nwindows:\n  open: 0.5\n", "2: this is not YAML: the [ that is opened here is not closed")]
    [InlineData("http:\n  port: 8080\n  \0live-streams: 4\n", "3: holds a NUL character, at which YAML would end; take it out")]
    [InlineData("kafka: &a\n  ? [*a]\n  : 1\n", "2: a key is a list, a section or an alias; write it as a text")]
    [InlineData("kafka:\n  ? {group-id: x}\n  : 1\n", "2: a key is a list, a section or an alias; write it as a text")]
    [InlineData("&a kafka: {*a : 1}\n", "1: a key is a list, a section or an alias; write it as a text")]
    public void Load_WhatTheParserTripsOver_SaysFileLineAndFault(string yaml, string expected)
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => Load(yaml, []));

        Assert.Equal($"{FilePath}:{expected}", invalid.Message);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void Load_LevelsWithoutEnd_AreRefused(string open, string close)
    {
        string yaml = $"http:\n  {string.Concat(Enumerable.Repeat(open, 100_000))}{string.Concat(Enumerable.Repeat(close, 100_000))}\n";

        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => Load(yaml, []));

        Assert.Equal($"{FilePath}:2: stands more than 16 levels deep, where no key is", invalid.Message);
    }

    [Fact]
    public void Load_NotUtf8_SaysInWhichLine()
    {
        File.WriteAllBytes(FilePath, [.. "kafka:\n  group-id: caf"u8, 0xE9, .. "\nhttp:\n"u8]);

        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => ConfigurationLoader.Load(FilePath, new Hashtable(), []));

        Assert.Equal($"{FilePath}:2: is not UTF-8 text; save the file as UTF-8", invalid.Message);
    }

    [Fact]
    public void Load_NoFileOfConfiguration_SaysWhatItIs()
    {
        Assert.Equal("--config: names no file; write for example --config streamrnn.yaml", ErrorOf(""));
        Assert.Equal($"{folder}: is a folder; name the configuration file in it", ErrorOf(folder));
        Assert.SkipUnless(File.Exists("/dev/zero"), "This machine has no file without an end.");
        Assert.Equal("/dev/zero: is larger than 1 MiB; this is no configuration file", ErrorOf("/dev/zero"));

        string ErrorOf(string file) =>
            Assert.Throws<InvalidConfigurationException>(() => ConfigurationLoader.Load(file, new Hashtable(), [])).Message;
    }

    [Theory]
    [InlineData("a:9092, b:9093")]
    [InlineData("SASL_SSL://[2001:db8::1]:9092")]
    [InlineData("kafka")]
    public void Load_BrokersAsTheClientTakesThem_AreTaken(string brokers) =>
        Assert.Equal(brokers, Load($"kafka: {{bootstrap-servers: '{brokers}'}}", []).Options.Kafka.BootstrapServers);

    [Fact]
    public void Load_AHugeValue_IsQuotedInPart()
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => Load($"kafka: {{group-id: {new string('x', 1_000_000)}}}", []));

        Assert.Equal($"{FilePath}:1: kafka.group-id: \"{new string('x', 80)}…\" can't be used; it must be 1 to 249 printable characters", invalid.Message);
    }

    [Fact]
    public void EveryKeyOfAnAmount_HasARange()
    {
        // What is too large to be counted is read as the largest, and the range turns that away.
        Assert.All(
            ConfigurationSchema.Keys.Where(key => key.Type != typeof(bool) && key.Type.IsValueType && !key.Type.IsEnum),
            key => Assert.True(key.Constraint is not null, key.Path));
    }

    [Fact]
    public void Load_ManyErrors_SaysAllInTheOrderTheyWereWritten()
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => Load(
            "windows:\n  quiet: soon\n  opne: 0.5\nhttp:\n  port: -1",
            new Hashtable { ["STREAMRNN_MODEL__SEED"] = "x", ["STREAMRNN_MODEL__SEEDS"] = "1" },
            "logging.level=loud", "logging", "kafka.client=x"));

        Assert.Equal(
            [
                $"{FilePath}:2: windows.quiet: \"soon\" is not a duration; write for example 30s, 10m or 1h",
                $"{FilePath}:3: windows.opne: there is no such key; did you mean windows.open?",
                $"{FilePath}:5: http.port: -1 is out of range; it must be 0 to 65535",
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
            () => Load($"http:\n{string.Concat(Enumerable.Range(0, 1102).Select(key => $"  k{key}: 1\n"))}", []));

        Assert.Equal(1102, invalid.Errors.Count);
        Assert.Equal(101, invalid.Message.Split('\n').Length);
        Assert.EndsWith("\nand 1,002 more", invalid.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever a file holds, it loads or says what is wrong with it: nothing else may come out of the parser.</summary>
    [Fact]
    public void Load_AnyChangeToAFile_LoadsOrSaysWhatIsWrong()
    {
        const string Whole = "# a worker\nkafka:\n  bootstrap-servers: 'a:9092'\n  client: {client.id: &c \"x\\n\", client.rack: *c}\ninput:\n  values: [/a, /b]\n  topic: |-\n    t\nwindows: {open: 0.5}\n";
        const string Pieces = "[]{}:,-?*&!|>'\"%@` \n\t#~\0\\a1é";
        var random = new Random(9); // any seed will do
        int refused = 0;
        for (int round = 0; round < 3000; round++)
        {
            var text = new System.Text.StringBuilder(Whole);
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int at = random.Next(text.Length);
                _ = random.Next(3) == 0 ? text.Remove(at, Math.Min(random.Next(1, 9), text.Length - at)) : text.Insert(at, Pieces[random.Next(Pieces.Length)]);
            }

            try
            {
                Load(text.ToString(), []);
            }
            catch (InvalidConfigurationException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 2999);
    }

    [Fact]
    public void Load_MissingFile_SaysSo()
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(
            () => ConfigurationLoader.Load(FilePath, new Hashtable(), []));

        Assert.Equal($"{FilePath}: there is no such file; name the configuration file after --config", invalid.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("kafka:\n  client:\nwindows:\n")]
    public void Load_EmptyFileOrSections_AreDefaults(string yaml)
    {
        Assert.Equal(new WorkerOptions().Kafka.GroupId, Load(yaml, []).Options.Kafka.GroupId);
    }

    [Fact]
    public void Print_LoadsAgainToTheSameConfiguration()
    {
        LoadedConfiguration first = Load(
            "kafka:\n  bootstrap-servers: 'a:9092,b:9092'\n  client: {client.id: \"it's # one\", ssl.ca.location: '', client.rack: \"a\\n \\t\\\\b\\\"\\n\"}\nwindows: {quiet: 90m}\nstreams: {budget: 1536KiB}",
            []);
        var printed = new StringWriter();
        ConfigurationPrinter.Print(first, printed);

        LoadedConfiguration second = Load(printed.ToString(), []);

        foreach (ConfigurationKey key in ConfigurationSchema.Keys)
        {
            Assert.Equal(key.Get(first.Options), key.Get(second.Options));
        }
    }

    [Fact]
    public void Print_Secrets_AreMasked()
    {
        var printed = new StringWriter();
        ConfigurationPrinter.Print(Load("kafka: {client: {sasl.password: hunter2, sasl.username: pump, ssl.key.pem: hunter2}}", []), printed);

        Assert.DoesNotContain("hunter2", printed.ToString(), StringComparison.Ordinal);
        Assert.Contains("    sasl.password: '***'  # ", printed.ToString(), StringComparison.Ordinal);
        Assert.Contains("    sasl.username: pump  # ", printed.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private LoadedConfiguration Load(string yaml, Hashtable environment, params string[] flags)
    {
        File.WriteAllText(FilePath, yaml);
        return ConfigurationLoader.Load(FilePath, environment, flags);
    }
}
