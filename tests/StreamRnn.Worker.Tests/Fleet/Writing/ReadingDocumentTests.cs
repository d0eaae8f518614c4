using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;
using StreamRnn.Worker.Fleet;
using StreamRnn.Worker.Fleet.Writing;

namespace StreamRnn.Worker.Tests.Fleet.Writing;

public sealed class ReadingDocumentTests
{
    [Theory]
    [InlineData("/time", "/value", """{"time":1769860800123,"value":-0.25}""")]
    [InlineData("/at/ms", "/values/temperature", """{"at":{"ms":1769860800123},"values":{"temperature":-0.25}}""")]
    [InlineData("/head/time", "/head/a~1b~0", """{"head":{"time":1769860800123,"a/b~":-0.25}}""")]
    public void Write_Pointers_PutsTimeAndValueWhereTheWorkerReadsThem(string time, string value, string expected)
    {
        byte[] json = new ReadingDocument(time, value).Write(new MadeReading(0, 1_769_860_800_123, -0.25));
        var reading = new ParsedReading(1);

        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(json));
        Assert.Equal(RejectReason.None, new SensorEventParser(new InputOptions { Time = time, Values = [value] }).Parse("pump"u8, json, 1_769_860_800_123, reading));
        Assert.Equal(1_769_860_800_123, reading.Time);
        Assert.Equal([-0.25], reading.Values.ToArray());
    }
}
