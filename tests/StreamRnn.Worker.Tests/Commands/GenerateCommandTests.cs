using System.Text;
using Confluent.Kafka;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Tests;
using StreamRnn.Worker.Fleet;
using StreamRnn.Worker.Tests.Evaluation;

namespace StreamRnn.Worker.Tests.Commands;

public sealed class GenerateCommandTests
{
    private static readonly string[] small = ["generate", "--streams", "6", "--days", "2", "--interval", "10m"];
    private static readonly FleetOptions fleet = new() { Streams = 6, Days = 2, Interval = TimeSpan.FromMinutes(10), Anomalies = 1 };

    [Fact]
    public async Task Generate_ToAFolder_WritesReadingsLabelsAndStreams()
    {
        using var folder = new EvaluateFolder();

        Assert.Equal(0, await folder.RunAsync([.. small, "--output", "@made", "--clean", "0", "--wild", "1", "--glitch", "0", "--start", "2026-02-02T00:00:00Z"]));

        string[] labels = folder.Read("made/labels.csv").TrimEnd('\n').Split('\n');
        string[] streams = folder.Read("made/streams.csv").TrimEnd('\n').Split('\n');
        string[] files = [.. folder.Folder("made/readings").GetFiles().Select(file => Path.GetFileNameWithoutExtension(file.Name)).Order(StringComparer.Ordinal)];
        Assert.Equal("stream,kind,start,end,size,after", labels[0]);
        Assert.Equal("stream,kind,noise,interval_seconds,anomalies,disturbance,disturbed_from,disturbed_to", streams[0]);
        Assert.Equal(files, labels.Skip(1).Select(line => line.Split(',')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(files, streams.Skip(1).Select(line => line.Split(',')[0]).Order(StringComparer.Ordinal));
        Assert.All(labels.Skip(1), line => Assert.EndsWith(",after_wild", line, StringComparison.Ordinal));
        Assert.All(streams.Skip(1), line => Assert.Contains(",600,1,wild-reading,2026-02-0", line, StringComparison.Ordinal));

        var stream = new MadeStream(fleet with { CleanShare = 0, WildShare = 1, GlitchShare = 0, Start = new DateTimeOffset(2026, 2, 2, 0, 0, 0, TimeSpan.Zero) }, 3);
        string[] readings = folder.Read($"made/readings/{stream.Name}.csv").TrimEnd('\n').Split('\n');
        Assert.Equal("timestamp,value", readings[0]);
        Assert.Equal(stream.Readings().Select(reading => reading.Value), readings.Skip(1).Select(line => double.Parse(line.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(stream.Readings().First().Time, DateTimeOffset.Parse(readings[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());
        Assert.Equal($"{readings.Length - 1:N0}", $"{stream.Readings().Count():N0}");
        Assert.Contains(" readings of 6 streams -> ", folder.Output, StringComparison.Ordinal);
    }

    /// <summary>A fleet that lies there already is neither overwritten nor mixed with another.</summary>
    [Fact]
    public async Task Generate_IntoAFolderWithFiles_LeavesThemAndExits2()
    {
        using var folder = new EvaluateFolder();
        folder.Add("made/labels.csv", "mine");

        Assert.Equal(2, await folder.RunAsync([.. small, "--output", "@made"]));
        Assert.Equal("--output made: is not empty, and nothing is overwritten; name a new folder", folder.Error);
        Assert.Equal("mine", folder.Read("made/labels.csv"));
        Assert.Single(folder.Folder("made").GetFileSystemInfos());
    }

    [Theory]
    [InlineData("say where to: --output DIR for files, --topic TOPIC for a topic, or both for a topic and its labels")]
    [InlineData("--rate: is for --topic alone", "--output", "@x", "--rate", "5")]
    [InlineData("--live: is for --topic alone", "--output", "@x", "--live")]
    [InlineData("--live: leave --rate out; readings are sent when their time has come", "--topic", "t", "--live", "--rate", "5")]
    [InlineData("--live: leave --start out; the fleet begins now", "--topic", "t", "--live", "--start", "2026-01-01")]
    [InlineData("--wild, --glitch: together they are more than 1", "--output", "@x", "--wild", "0.6", "--glitch", "0.6")]
    [InlineData("--anomalies: 2 a stream don't fit; 2 days have room for 1", "--output", "@x", "--anomalies", "2")]
    [InlineData("input.values: names 2 features, and a made reading has one; set one pointer", "--topic", "t", "--set", "input.values=/a,/b")]
    public async Task Generate_WrongUse_SaysWhatIsWrongAndExits2(string expected, params string[] flags)
    {
        using var folder = new EvaluateFolder();

        Assert.Equal(2, await folder.RunAsync([.. small, .. flags]));
        Assert.Equal(expected, folder.Error);
    }

    [Fact]
    public async Task Generate_ToATopic_SendsEachStreamsReadingsInOrderUnderItsKey()
    {
        using var folder = new EvaluateFolder();
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("made", 1);

        Assert.Equal(0, await folder.RunAsync([.. small, "--topic", "made", "--output", "@labels", "--set", $"kafka.bootstrap-servers={broker.BootstrapServers}"]));

        MadeStream[] streams = [.. Enumerable.Range(0, fleet.Streams).Select(index => new MadeStream(fleet, index))];
        (string Key, string Value)[] expected = [.. FleetReadings.Merge(streams).Select(one => (streams[one.Stream].Name, FormattableString.Invariant($"{{\"time\":{one.Reading.Time},\"value\":{one.Reading.Value}}}")))];
        Assert.Equal(expected, Read(broker.BootstrapServers, expected.Length));
        Assert.Equal(["labels.csv", "streams.csv"], folder.Folder("labels").GetFileSystemInfos().Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Generate_TopicThatIsMissing_SaysSoAndExits1()
    {
        using var folder = new EvaluateFolder();
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("other", 1);
        broker.SetTopicError("missing", ErrorCode.UnknownTopicOrPart);

        Assert.Equal(1, await folder.RunAsync([.. small, "--topic", "missing", "--set", $"kafka.bootstrap-servers={broker.BootstrapServers}", "--set", "kafka.client.topic.metadata.propagation.max.ms=100"]));
        Assert.Equal($"--topic missing: there is no such topic at {broker.BootstrapServers}; make it first", folder.Error);
    }

    private static IEnumerable<(string, string)> Read(string bootstrapServers, int count)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "test", AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        consumer.Assign(new TopicPartitionOffset("made", 0, Offset.Beginning));
        for (int i = 0; i < count; i++)
        {
            ConsumeResult<byte[], byte[]> record = consumer.Consume(Wait.Patience) ?? throw new TimeoutException($"{i} of {count} readings came within {Wait.Patience}.");
            yield return (Encoding.UTF8.GetString(record.Message.Key), Encoding.UTF8.GetString(record.Message.Value));
        }
    }
}
