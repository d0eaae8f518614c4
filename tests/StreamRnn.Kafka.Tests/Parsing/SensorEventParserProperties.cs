using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Tests.Parsing;

/// <summary>Any bytes: never an exception, and always what the naive twin says, values bit by bit.</summary>
public sealed class SensorEventParserProperties
{
    /// <summary>2026-01-31T12:00:00Z.</summary>
    private const long Noon = 1769860800000;

    /// <summary>The same inputs in every run; another seed is another test.</summary>
    private const ulong Seed = 20260131;

    /// <summary>Some seconds' worth; a chance of one in a thousand is hit ten times.</summary>
    private const int Inputs = 10_000;

    /// <summary>Documents of the right shape are accepted often enough that the values' agreement is tested too.</summary>
    private const int AcceptedAtLeast = 500;

    private static readonly InputOptions[] shapes =
    [
        new InputOptions { MaxBytes = 2000 },
        new InputOptions { Values = ["/values/a", "/values/b", "/list/0"], Time = "/meta/at" },
    ];

    private static readonly string[] fragments =
    [
        "{", "}", "[", "]", ",", ":", "\"", " ", "\\", "\\u0076", "\\ud800", "\\udc00", "\"value\"", "\"time\"", "\"values\"", "\"a\"", "\"b\"", "\"list\"",
        "\"meta\"", "\"at\"", "\"other\"", "null", "true", "false", "NaN", "1", "-0.0", "71.3", "1e308", "1e999", "-1e30", "1.0000000000000002",
        "4.9406564584124654e-324", "123456789012345678901234567890", "1769860800", "1769860800000", "1769860800.5", "99999999999", "100000000000",
        "\"2026-01-31T12:00:00Z\"", "\"2026-01-31\"", "\"2026-01-31 12:00\"", "\"2026-01-31T12:00:00.1234567+02:00\"", "\"2026-01-31T25:00:00\"",
        "\"text\"", "\u00FC", "\n", "0",
    ];

    [Fact]
    public void Parse_AnyBytes_AgreesWithTheTwin() =>
        Check(ArbMap.Default.GeneratorFor<byte[]>());

    [Fact]
    public void Parse_JsonTornApart_AgreesWithTheTwin() =>
        Check(Gen.Elements(fragments).ListOf().Select(static parts => Encoding.UTF8.GetBytes(string.Concat(parts))));

    [Fact]
    public void Parse_Documents_AgreeWithTheTwin() =>
        Assert.True(Check(Document(3).Select(static text => Encoding.UTF8.GetBytes(text))) >= AcceptedAtLeast);

    [Fact]
    public void Parse_DocumentsWithBytesFlipped_AgreeWithTheTwin() =>
        Check(
            from text in Document(2)
            from position in Gen.Choose(0, 1 << 20)
            from replacement in Gen.Choose(0, 255)
            select Flip(Encoding.UTF8.GetBytes(text), position, (byte)replacement));

    private static Gen<string> Document(int depth)
    {
        Gen<string> scalar = Gen.Elements(fragments.Where(static f => IsScalar(f)).ToArray());
        Gen<string> number = ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite)
            .Select(static d => d.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        Gen<string> leaf = Gen.Frequency((3, scalar), (2, number));
        if (depth == 0)
        {
            return leaf;
        }

        Gen<string> inner = Gen.Frequency((2, leaf), (1, Document(depth - 1)));
        Gen<string> name = Gen.Elements(
            "value", "value", "time", "values", "a", "b", "list", "meta", "at", "other", "\\u0076alue", "t\\u0069me", "\\ud800x");
        Gen<string> member = from n in name from v in inner select $"\"{n}\":{v}";
        return Gen.Frequency(
            (6, member.ListOf().Select(static members => $"{{{string.Join(',', members)}}}")),
            (1, inner.ListOf().Select(static items => $"[{string.Join(" , ", items)}]")));
    }

    private static bool IsScalar(string fragment)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(fragment);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static byte[] Flip(byte[] bytes, int position, byte replacement)
    {
        bytes[position % bytes.Length] = replacement;
        return bytes;
    }

    private static int Check(Gen<byte[]> values)
    {
        int accepted = 0;
        byte[] key = "pump"u8.ToArray();
        var parsers = shapes.Select(static shape => (shape, new SensorEventParser(shape), new ParsedReading(shape.Values.Count))).ToArray();
        Prop.ForAll(
            values.ToArbitrary(),
            value =>
            {
                foreach ((InputOptions shape, SensorEventParser parser, ParsedReading reading) in parsers)
                {
                    RejectReason reason = parser.Parse(key, value, Noon, reading);
                    (RejectReason expected, double[] numbers, long time) = NaiveParser.Parse(shape, key, value, Noon);

                    Assert.True(expected == reason, $"{reason} instead of {expected}: {Encoding.UTF8.GetString(value)}");
                    if (reason == RejectReason.None)
                    {
                        accepted++;
                        Assert.Equal(
                            numbers.Select(BitConverter.DoubleToInt64Bits), reading.Values.ToArray().Select(BitConverter.DoubleToInt64Bits));
                        Assert.Equal(time, reading.Time);
                    }
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(Inputs).WithReplay(Seed, 1));
        return accepted;
    }
}
