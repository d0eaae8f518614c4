using System.Text;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Tests.Parsing;

public sealed class SensorEventParserTests
{
    /// <summary>2026-01-31T12:00:00Z.</summary>
    private const long Noon = 1769860800000;

    private const long Day = 86_400_000;

    private static readonly byte[] pump = "pump"u8.ToArray();

    public static TheoryData<string, RejectReason> BadValues => new()
    {
        { "", RejectReason.ValueEmpty },
        { "{", RejectReason.InvalidJson },
        { "   ", RejectReason.InvalidJson },
        { "not json", RejectReason.InvalidJson },
        { """{"value":1} {"value":2}""", RejectReason.InvalidJson },
        { """{"value":1,}""", RejectReason.InvalidJson },
        { """{"value":01}""", RejectReason.InvalidJson },
        { """{"value":NaN}""", RejectReason.InvalidJson },
        { """{"value":Infinity}""", RejectReason.InvalidJson },
        { """{"value":-Infinity}""", RejectReason.InvalidJson },
        { "\uFEFF{\"value\":1}", RejectReason.InvalidJson },
        { $"{new string('[', 65)}{new string(']', 65)}", RejectReason.InvalidJson },
        { "{}", RejectReason.ValueMissing },
        { "71.3", RejectReason.ValueMissing },
        { """[{"value":1}]""", RejectReason.ValueMissing },
        { """{"Value":1}""", RejectReason.ValueMissing },
        { """{"value":null}""", RejectReason.ValueMissing },
        { """{"value":"71.3"}""", RejectReason.ValueNotANumber },
        { """{"value":"NaN"}""", RejectReason.ValueNotANumber },
        { """{"value":true}""", RejectReason.ValueNotANumber },
        { """{"value":{"value":1}}""", RejectReason.ValueNotANumber },
        { """{"value":[1]}""", RejectReason.ValueNotANumber },
        { """{"value":1,"value":"x"}""", RejectReason.ValueNotANumber },
        { """{"value":1e308}""", RejectReason.ValueOutOfRange },
        { """{"value":-1.1e30}""", RejectReason.ValueOutOfRange },
        { """{"value":1e999}""", RejectReason.ValueOutOfRange },
        { """{"value":1,"time":true}""", RejectReason.TimeInvalid },
        { """{"value":1,"time":{}}""", RejectReason.TimeInvalid },
        { """{"value":1,"time":""}""", RejectReason.TimeInvalid },
        { """{"value":1,"time":"yesterday"}""", RejectReason.TimeInvalid },
        { """{"value":1,"time":"2026-02-30"}""", RejectReason.TimeInvalid },
        { """{"value":1,"time":"31.01.2026 12:00"}""", RejectReason.TimeInvalid },
        { """{"value":1,"time":"\ud800"}""", RejectReason.TimeInvalid },
        { """{"value":1,"time":"1979-12-31T23:59:59.999Z"}""", RejectReason.TimeOutOfRange },
        { """{"value":1,"time":0}""", RejectReason.TimeOutOfRange },
        { """{"value":1,"time":-5}""", RejectReason.TimeOutOfRange },
        { """{"value":1,"time":1e300}""", RejectReason.TimeOutOfRange },
        { """{"value":1,"time":"2200-01-01T00:00:00Z"}""", RejectReason.TimeOutOfRange },
        { """{"value":1,"time":"2026-02-01T12:00:00.001Z"}""", RejectReason.TimeInFuture },
    };

    public static TheoryData<string, long> GoodTimes => new()
    {
        { "1769860800", Noon },
        { "1769860800000", Noon },
        { "1769860800.1234", Noon + 123 },
        { "1769860800123.4", Noon + 123 },
        { "1.7698608e9", Noon },
        { "315532800", 315532800000 },
        { "null", Noon },
        { "\"2026-01-31T12:00:00Z\"", Noon },
        { "\"2026-01-31T12:00:00\"", Noon },
        { "\"2026-01-31 12:00:00\"", Noon },
        { "\"2026-01-31 12:00:00.5+00:00\"", Noon + 500 },
        { "\"2026-01-31T12:00\"", Noon },
        { "\"2026-01-31\"", Noon - (Day / 2) },
        { "\"2026-01-31T13:30:00+01:30\"", Noon },
        { "\"2026-01-31T07:00:00.25-05:00\"", Noon + 250 },
        { "\"2026-01-31T12:00:00.1239999Z\"", Noon + 123 },
        { "\"2026-01-31T12:00:00\\u005a\"", Noon },
        { "\"2026-02-01T12:00:00Z\"", Noon + Day },
    };

    [Theory]
    [MemberData(nameof(BadValues))]
    public void Parse_BadValue_SaysWhy(string value, RejectReason expected)
    {
        Assert.Equal(expected, Parse(value, out _));
    }

    [Theory]
    [MemberData(nameof(GoodTimes))]
    public void Parse_TimeInAnyWriting_IsReadAsUnixMilliseconds(string time, long expected)
    {
        RejectReason reason = Parse($$"""{"time":{{time}},"value":1}""", out ParsedReading reading);

        Assert.Equal(RejectReason.None, reason);
        Assert.Equal(expected, reading.Time);
    }

    [Fact]
    public void Parse_NoTimeAnywhere_SaysSo()
    {
        var reading = new ParsedReading(1);

        Assert.Equal(
            RejectReason.TimeMissing,
            new SensorEventParser(new InputOptions()).Parse(pump, """{"value":1}"""u8, SensorEventParser.NoTimestamp, reading));
    }

    [Fact]
    public void Parse_RecordTimestampFarOut_DoesNotOverflow()
    {
        var parser = new SensorEventParser(new InputOptions());
        var reading = new ParsedReading(1);
        byte[] value = Encoding.UTF8.GetBytes($$"""{"time":{{Noon}},"value":1}""");

        Assert.Equal(RejectReason.None, parser.Parse(pump, value, long.MaxValue, reading));
        Assert.Equal(RejectReason.TimeInFuture, parser.Parse(pump, value, long.MinValue, reading));
    }

    [Fact]
    public void Parse_BadKey_SaysWhy()
    {
        var parser = new SensorEventParser(new InputOptions { MaxKeyBytes = 8 });
        var reading = new ParsedReading(1);

        Assert.Equal(RejectReason.NoKey, parser.Parse([], """{"value":1}"""u8, Noon, reading));
        Assert.Equal(RejectReason.KeyTooLarge, parser.Parse("123456789"u8, """{"value":1}"""u8, Noon, reading));
        Assert.Equal(RejectReason.InvalidUtf8, parser.Parse([0xC3, 0x28], """{"value":1}"""u8, Noon, reading));
        Assert.Equal(RejectReason.None, parser.Parse("12345678"u8, """{"value":1}"""u8, Noon, reading));
    }

    [Fact]
    public void Parse_InvalidUtf8OutsideWhatIsRead_IsRejectedAllTheSame()
    {
        byte[] value = [.. "{\"value\":1,\"note\":\""u8, 0xFF, .. "\"}"u8];

        Assert.Equal(RejectReason.InvalidUtf8, new SensorEventParser(new InputOptions()).Parse(pump, value, Noon, new ParsedReading(1)));
    }

    [Fact]
    public void Parse_ValueAtTheLargestSize_IsReadAndOneByteMoreIsNot()
    {
        var parser = new SensorEventParser(new InputOptions { MaxBytes = 100 });
        var reading = new ParsedReading(1);
        byte[] value = Encoding.UTF8.GetBytes("""{"value":1}""".PadRight(100));

        Assert.Equal(RejectReason.None, parser.Parse(pump, value, Noon, reading));
        Assert.Equal(RejectReason.ValueTooLarge, parser.Parse(pump, [.. value, (byte)' '], Noon, reading));
    }

    [Fact]
    public void Parse_MemberTwice_LastOneCountsWithAllBelowIt()
    {
        var options = new InputOptions { Values = ["/values/a", "/values/b"] };

        Assert.Equal(RejectReason.None, Parse("""{"values":{"a":"x","b":1},"values":{"a":2}}""", out ParsedReading reading, options));

        Assert.Equal([2, double.NaN], reading.Values.ToArray());
    }

    [Fact]
    public void Parse_SeveralFeatures_AbsentAndNullOnesAreMasked()
    {
        var options = new InputOptions { Values = ["/values/a", "/values/b", "/list/1", "/x~1y/~0z"] };

        Assert.Equal(
            RejectReason.None,
            Parse("""{"list":[7,8,9],"values":{"b":null},"x/y":{"~z":-0.5}}""", out ParsedReading reading, options));

        Assert.Equal([double.NaN, double.NaN, 8, -0.5], reading.Values.ToArray());
        Assert.Equal(["a", "b", "1", "~z"], options.FeatureNames());
    }

    [Fact]
    public void Parse_SeveralFeaturesOneOfThemBad_NamesIt()
    {
        var options = new InputOptions { Values = ["/a", "/b"] };

        Assert.Equal(RejectReason.ValueNotANumber, Parse("""{"a":1,"b":"x"}""", out ParsedReading reading, options));
        Assert.Equal(1, reading.RejectedFeature);
    }

    [Fact]
    public void Parse_EscapedMemberName_IsTheSameMember()
    {
        Assert.Equal(RejectReason.None, Parse("""{"\u0076alue":1,"\ud800":2}""", out ParsedReading reading));
        Assert.Equal(1, reading.Values[0]);
    }

    [Theory]
    [InlineData("""{"time":"2026-01-31T12:00:00Z","value":71.3}""")]
    [InlineData("""{"time":1769860800000,"value":71.3,"unit":"bar","tags":{"site":"north","line":[1,2]}}""")]
    [InlineData("""{"value":-1.5e-3,"time":"2026-01-31 12:00:00.123"}""")]
    [InlineData("""{"value":12}""")]
    public void Parse_AcceptedRecord_AllocatesNothing(string text)
    {
        var parser = new SensorEventParser(new InputOptions());
        var reading = new ParsedReading(1);
        byte[] value = Encoding.UTF8.GetBytes(text);
        Assert.Equal(RejectReason.None, parser.Parse(pump, value, Noon, reading));
        Assert.Equal(0, Allocations.OfEachRound(_ =>
        {
            for (int i = 0; i < 1000; i++)
            {
                parser.Parse(pump, value, Noon, reading);
            }
        }));
    }

    [Fact]
    public void Name_OfEachReason_IsSnakeCase()
    {
        Assert.Equal(
            "no_key key_too_large value_empty value_too_large invalid_utf8 invalid_json value_not_a_number value_out_of_range "
            + "value_missing time_missing time_invalid time_out_of_range time_in_future late duplicate wrong_feature_count",
            string.Join(' ', RejectReasonNames.All.Select(static reason => reason.Name())));
    }

    private static RejectReason Parse(string value, out ParsedReading reading, InputOptions? options = null)
    {
        options ??= new InputOptions();
        reading = new ParsedReading(options.Values.Count);
        return new SensorEventParser(options).Parse(pump, Encoding.UTF8.GetBytes(value), Noon, reading);
    }
}
