using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Tests.Options;

public sealed class OptionsTests
{
    [Fact]
    public void Problems_OfDefaultsWithServers_AreNone()
    {
        Assert.Empty(new KafkaOptions { BootstrapServers = "127.0.0.1:9092" }.Problems());
        Assert.Empty(new InputOptions().Problems());
        Assert.Empty(new AlertTopicOptions().Problems());
        Assert.Empty(new DeadLetterOptions().Problems());
    }

    [Fact]
    public void Problems_OfKafka_NameKeyValueAndRange()
    {
        var options = new KafkaOptions
        {
            GroupId = " ",
            CommitInterval = TimeSpan.FromHours(1),
            Client = new Dictionary<string, string> { ["enable.auto.commit"] = "true", ["group.instance.id"] = "worker-1", ["fetch.wait"] = "1", ["linger.ms"] = "x" },
        };

        Assert.Equal(
            [
                "kafka.bootstrap-servers: is empty; it must be given",
                "kafka.group-id: is empty; it must be given",
                "kafka.commit-interval: 01:00:00 lies outside 00:00:00.1000000 to 00:10:00",
                "kafka.client.enable.auto.commit: 'true' can't be set: offsets are committed after what they caused is acknowledged, and never before",
                "kafka.client.fetch.wait: No such configuration property: \"fetch.wait\"",
                "kafka.client.linger.ms: Invalid value for configuration property \"queue.buffering.max.ms\"",
            ],
            options.Problems());
    }

    [Theory]
    [InlineData("time", "/value", "input.time: 'time' is not a JSON pointer; it starts with / and names a member, as /value")]
    [InlineData("/time", "", "input.values: '' is not a JSON pointer; it starts with / and names a member, as /value")]
    [InlineData("/a/b", "/a", "input.values: '/a' and '/a/b' lead to the same place or one inside the other")]
    [InlineData("/a", "/a", "input.values: '/a' and '/a' lead to the same place or one inside the other")]
    [InlineData("/time", "/a~2", "input.values: '/a~2' has a ~ that is not ~0 or ~1")]
    public void Problems_OfPointers_NameThePointer(string time, string value, string expected)
    {
        Assert.Equal([expected], new InputOptions { Time = time, Values = [value] }.Problems());
    }

    [Fact]
    public void Problems_OfInput_NameKeyValueAndRange()
    {
        var options = new InputOptions { Topic = "", Format = "xml", Values = [], MaxBytes = 1, Future = TimeSpan.FromDays(-1) };

        Assert.Equal(
            [
                "input.topic: is empty; it must be given",
                "input.future: -1.00:00:00 lies outside 00:00:00 to 365.00:00:00",
                "input.max-bytes: 1 lies outside 64 to 104857600",
                "input.format: 'xml' is not known; json is",
                "input.values: 0 pointers; 1 to 64 are possible",
            ],
            options.Problems());
    }

    [Fact]
    public void Problems_OfDeadLetters_NameKeyValueAndRange() =>
        Assert.Equal(["dead-letters.max-rate: -1 lies outside 0 to 1000000"], new DeadLetterOptions { MaxRate = -1 }.Problems());
}
