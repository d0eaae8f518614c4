using System.Text;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Tests.Parsing;

/// <summary>The parser with its scanner says just what it says with the document reader alone.</summary>
public sealed class ReadingScannerTests
{
    /// <summary>The same messages in every run; another seed is another test.</summary>
    private const ulong Seed = 0x5CA11E5;

    /// <summary>2026-01-31T12:00:00Z.</summary>
    private const long Noon = 1_769_860_800_000;

    /// <summary>The usual shapes, and the ones that only the reader can serve whole: names with quotes, array indices, more than one level.</summary>
    private static readonly InputOptions[] shapes =
    [
        new(),
        new() { Values = ["/values/temperature", "/values/vibration", "/values/x", "/current"] },
        new() { Time = "/meta/recorded at", Values = ["/a/b/c", "/a/b/d", "/a/e", "/list/0"] },
        new() { Time = "/Zeit \u00FC", Values = ["/exactly", "/eightnin", "/n/", "/\u20AC~1x"] },
    ];

    /// <summary>A shape with names that no text holds without an escape: the scanner must not find them where they would break the text.</summary>
    private static readonly InputOptions escapedNames = new() { Values = ["/a\"b", "/\\", "/n/c\"", "/value"] };

    private static readonly long[] timestamps = [SensorEventParser.NoTimestamp, Noon, 0, long.MaxValue];

    /// <summary>Messages that the usual producers send must not take the long way.</summary>
    [Theory]
    [InlineData("""{"time":1769860800000,"value":71.3}""")]
    [InlineData("""{"value":-7.13e1,"time":1769860800}""")]
    [InlineData("""{"time":"2026-01-31T12:00:00Z","value":71.3}""")]
    [InlineData("""{"time":"2026-01-31 12:00:00.123456789+01:00","value":null}""")]
    [InlineData(""" { "unit" : "\u00B0C" , "value" : 0.30000000000000004 , "tags" : [ 1, { "a" : [] }, "b", true, false, null ] } """)]
    [InlineData("""{"value":1,"value":2,"time":null}""")]
    [InlineData("""{"other":1e400,"value":123456789012345678901234567890}""")]
    public void TryScan_UsualMessage_ReadsAsTheReaderDoes(string message)
    {
        byte[] value = Encoding.UTF8.GetBytes(message.Replace("\\u00B0", "\u00B0", StringComparison.Ordinal));
        var comparison = new ParserComparison(shapes[0]);

        comparison.AssertSame(value, Noon);

        Assert.Equal(1, comparison.Scanned);
    }

    /// <summary>What the scanner must not take, because it is wrong or needs the reader's care.</summary>
    [Theory]
    [InlineData("""{"time":1769860800000,"value":71.3} x""")]
    [InlineData("""{"time":1769860800000,"value":071.3}""")]
    [InlineData("""{"time":1769860800000,"value":71.}""")]
    [InlineData("""{"time":1769860800000,"value":71.3e}""")]
    [InlineData("""{"time":1769860800000,"value":+71.3}""")]
    [InlineData("""{"time":1769860800000,"value":71.3,}""")]
    [InlineData("""{"time":1769860800000,"value":71.3""")]
    [InlineData("""{"time":1769860800000,"value":-""")]
    [InlineData("""{"time":1769860800000,"value":1e31}""")]
    [InlineData("""{"time":"2026-02-29T12:00:00Z","value":71.3}""")]
    [InlineData("""{"time":"2026-01-31T12:00:00+14:00","value":71.3}""")]
    [InlineData("""{"time":"2026-01-31T12:00:00.","value":71.3}""")]
    [InlineData("""{"time":"2026-01-31T12:0:000Z","value":71.3}""")]
    [InlineData("""{"\u0076alue":1,"value":71.3}""")]
    [InlineData("""{"a":"\ud800","value":71.3}""")]
    [InlineData("{\"a\":\"\u0001\",\"value\":71.3}")]
    [InlineData("{\"a\":\"a long text that fills a vector\u001F\",\"value\":71.3}")]
    [InlineData("""{"a":1/**/,"value":71.3}""")]
    [InlineData("\uFEFF{\"value\":71.3}")]
    [InlineData("""{"a":nullx,"value":71.3}""")]
    [InlineData("""{"v":1}""")]
    [InlineData("[71.3, 1769]")]
    public void TryScan_AnythingElse_IsLeftToTheReader(string message)
    {
        var comparison = new ParserComparison(shapes[0]);

        comparison.AssertSame(Encoding.UTF8.GetBytes(message), Noon);

        Assert.Equal(0, comparison.Scanned);
    }

    [Theory]
    [InlineData("""{"values":{"temperature":1,"vibration":2},"values":{"vibration":3}}""")]
    [InlineData("""{"values":{"temperature":1,"vibration":2},"values":5,"current":1}""")]
    public void TryScan_ObjectTwice_IsLeftToTheReader(string message)
    {
        var comparison = new ParserComparison(shapes[1]);

        comparison.AssertSame(Encoding.UTF8.GetBytes(message), Noon);

        Assert.Equal(0, comparison.Scanned);
    }

    /// <summary>Every byte in every place of a message, and every end: no rule about one byte stays untried.</summary>
    [Theory]
    [InlineData("""{"time":"2026-01-31T12:00:00.5+01:30","value":-71.3e1,"o":["ab",{"c":true}]}""")]
    [InlineData("""{ "time":1769860800000, "value":0.25, "unit":"degrees Celsius \u00B0" }""")]
    public void Parse_EveryByteInEveryPlace_AgreesWithTheReader(string message)
    {
        var comparison = new ParserComparison(shapes[0]);
        byte[] value = Encoding.UTF8.GetBytes(message.Replace("\\u00B0", "\u00B0", StringComparison.Ordinal));
        for (int position = 0; position < value.Length; position++)
        {
            byte right = value[position];
            for (int other = 0; other < 256; other++)
            {
                value[position] = (byte)other;
                comparison.AssertSame(value, Noon);
            }

            value[position] = right;
            comparison.AssertSame(value.AsSpan(0, position), Noon);
        }

        Assert.InRange(comparison.Scanned, value.Length, comparison.Compared);
    }

    [Theory]
    [InlineData("""{"a"b":1,"value":2}""")]
    [InlineData("""{"a\"b":1,"value":2}""")]
    [InlineData("""{"\\":1,"value":2}""")]
    [InlineData("""{"\":1,"value":2}""")]
    [InlineData("""{"n":{"c"":3},"value":2}""")]
    [InlineData("""{"n":{"c\"":3},"value":2}""")]
    public void TryScan_NamesWithQuotes_AreLeftToTheReader(string message)
    {
        var comparison = new ParserComparison(escapedNames);

        comparison.AssertSame(Encoding.UTF8.GetBytes(message), Noon);

        Assert.Equal(0, comparison.Scanned);
    }

    [Fact]
    public void Parse_MutatedMessages_AgreeWithTheReader() => Compare(200_000);

    [Fact]
    [Trait("Category", "Long")]
    public void Parse_TenMillionMutatedMessages_AgreeWithTheReader() => Compare(10_000_000);

    [Fact]
    public void Parse_UsualMessage_AllocatesNothing()
    {
        var parser = new SensorEventParser(shapes[0]);
        var reading = new ParsedReading(1);
        byte[] value = """{"unit":"kPa","time":"2026-01-31T12:00:00Z","value":71.30000000000001}"""u8.ToArray();
        RejectReason reason = parser.Parse("pump"u8, value, Noon, reading);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            reason |= parser.Parse("pump"u8, value, Noon, reading);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(RejectReason.None, reason);
        Assert.True(parser.Scanner!.TryScan(value, reading));
    }

    private static void Compare(int messages)
    {
        ParserComparison[] comparisons = [.. shapes.Select(static shape => new ParserComparison(shape))];
        for (int shape = 0; shape < shapes.Length; shape++)
        {
            var mutations = new MessageMutations(MessageNode.Of(shapes[shape].Time, shapes[shape].Values), Seed + (ulong)shape);
            for (int i = 0; i < messages / shapes.Length; i++)
            {
                comparisons[shape].AssertSame(mutations.Next(), timestamps[i % timestamps.Length]);
            }
        }

        int compared = comparisons.Sum(static one => one.Compared);
        int scanned = comparisons.Sum(static one => one.Scanned);
        int accepted = comparisons.Sum(static one => one.Accepted);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{compared:N0} messages: {100.0 * scanned / compared:F1} % scanned, {100.0 * accepted / compared:F1} % accepted");

        // A comparison in which hardly anything is scanned, accepted or left to the reader would compare nothing.
        Assert.Equal(messages, compared);
        Assert.InRange(scanned, compared / 4, compared * 3 / 4);
        Assert.InRange(accepted, compared / 10, compared * 3 / 4);
    }
}
