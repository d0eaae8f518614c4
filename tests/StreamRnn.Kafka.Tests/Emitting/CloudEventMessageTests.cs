using System.Text;
using Confluent.Kafka;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Tests.Consuming;

namespace StreamRnn.Kafka.Tests.Emitting;

public sealed class CloudEventMessageTests
{
    [Theory]
    [InlineData("plant 7/\"pümp\"-23", "plant 7/\"pümp\"-23")]
    [InlineData("泵-🙂", "泵-🙂")]
    [InlineData("pump\n23\0", "pump%0A23%00")]
    [InlineData("pump\u0085\u007f", "pump%C2%85%7F")]
    [InlineData("\u200fpump\u202e23\u2069\u061c", "%E2%80%8Fpump%E2%80%AE23%E2%81%A9%D8%9C")]
    [InlineData("50%\t", "50%25%09")]
    [InlineData("\ufffe\ufdd0\U0001ffff", "%EF%BF%BE%EF%B7%90%F0%9F%BF%BF")]
    public void From_Subject_HoldsWhatACloudEventsStringMayAndDecodesToTheKey(string stream, string subject)
    {
        Message<byte[]?, byte[]?> message = CloudEventMessage.From(new CloudEvent
        {
            Id = "1/0",
            Source = "/streamrnn",
            Type = "streamrnn.incident.opened",
            Subject = stream,
            Time = DateTimeOffset.UnixEpoch,
            DataSchema = "urn:streamrnn:alert:1",
            Data = "{}"u8.ToArray(),
        });

        Assert.Equal(subject, KafkaTopics.Header(message, "ce_subject"));
        Assert.Equal(stream, Uri.UnescapeDataString(subject));
        Assert.Equal(Encoding.UTF8.GetBytes(stream), message.Key);
    }
}
