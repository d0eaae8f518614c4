using System.Collections;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

/// <summary>What is said of a file that is no configuration.</summary>
public sealed class UnreadableConfigurationTests : IDisposable
{
    private readonly ConfigurationFolder folder = new();

    [Fact]
    public void Load_NoFileOfConfiguration_SaysWhatItIs()
    {
        Assert.Equal("--config: names no file; write for example --config streamrnn.yaml", ErrorOf(""));
        Assert.Equal($"{folder.FolderPath}: is a folder; name the configuration file in it", ErrorOf(folder.FolderPath));
        Assert.SkipUnless(File.Exists("/dev/zero"), "This machine has no file without an end.");
        Assert.Equal("/dev/zero: is larger than 1 MiB; this is no configuration file", ErrorOf("/dev/zero"));

        string ErrorOf(string file) =>
            Assert.Throws<InvalidConfigurationException>(() => ConfigurationLoader.Load(file, new Hashtable(), [])).Message;
    }

    [Fact]
    public void Load_MissingFile_SaysSo()
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(
            () => ConfigurationLoader.Load(folder.FilePath, new Hashtable(), []));

        Assert.Equal($"{folder.FilePath}: there is no such file; name the configuration file after --config", invalid.Message);
    }

    [Fact]
    public void Load_NotUtf8_SaysInWhichLine()
    {
        File.WriteAllBytes(folder.FilePath, [.. "kafka:\n  group-id: caf"u8, 0xE9, .. "\nhttp:\n"u8]);

        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => ConfigurationLoader.Load(folder.FilePath, new Hashtable(), []));

        Assert.Equal($"{folder.FilePath}:2: is not UTF-8 text; save the file as UTF-8", invalid.Message);
    }

    [Theory]
    [InlineData("http: {port: 1\n", 2)]
    [InlineData("http:\n  port: 1\n  port: 2", 3)]
    [InlineData("http:\n\tport: 1", 2)]
    public void Load_NotYaml_SaysFileAndLine(string yaml, int line)
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => folder.Load(yaml, []));

        Assert.StartsWith($"{folder.FilePath}:{line}: this is not YAML: ", Assert.Single(invalid.Errors), StringComparison.Ordinal);
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
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => folder.Load(yaml, []));

        Assert.Equal($"{folder.FilePath}:{expected}", invalid.Message);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void Load_LevelsWithoutEnd_AreRefused(string open, string close)
    {
        string yaml = $"http:\n  {string.Concat(Enumerable.Repeat(open, 100_000))}{string.Concat(Enumerable.Repeat(close, 100_000))}\n";

        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => folder.Load(yaml, []));

        Assert.Equal($"{folder.FilePath}:2: stands more than 16 levels deep, where no key is", invalid.Message);
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
                folder.Load(text.ToString(), []);
            }
            catch (InvalidConfigurationException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 2999);
    }

    public void Dispose() => folder.Dispose();
}
