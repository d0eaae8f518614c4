using System.Text;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Tests.Parsing;

/// <summary>One shape's parser with its scanner and without, held against each other.</summary>
internal sealed class ParserComparison(InputOptions options)
{
    private readonly SensorEventParser scanning = new(options);
    private readonly SensorEventParser reading = new(options, scans: false);
    private readonly ParsedReading actual = new(options.Values.Count);
    private readonly ParsedReading expected = new(options.Values.Count);
    private readonly ParsedReading scratch = new(options.Values.Count);

    /// <summary>Messages compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Messages that the scanner took itself.</summary>
    public int Scanned { get; private set; }

    /// <summary>Messages that both accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>Asserts the same reason, the same rejected feature, and where accepted the same bits.</summary>
    public void AssertSame(ReadOnlySpan<byte> value, long timestamp)
    {
        RejectReason expectedReason = reading.Parse("pump"u8, value, timestamp, expected);
        RejectReason reason = scanning.Parse("pump"u8, value, timestamp, actual);
        bool isSame = reason == expectedReason && actual.RejectedFeature == expected.RejectedFeature
            && (reason != RejectReason.None || (actual.Time == expected.Time && HasSameBits(actual.Values, expected.Values)));
        if (!isSame)
        {
            Assert.Fail(
                $"{reason} instead of {expectedReason}, time {actual.Time} instead of {expected.Time}, values {string.Join(' ', actual.Values.ToArray())} instead of "
                + $"{string.Join(' ', expected.Values.ToArray())}: {Encoding.UTF8.GetString(value)} = {Convert.ToHexString(value)}");
        }

        Compared++;
        Scanned += scanning.Scanner!.TryScan(value, scratch) ? 1 : 0;
        Accepted += reason == RejectReason.None ? 1 : 0;
    }

    private static bool HasSameBits(ReadOnlySpan<double> left, ReadOnlySpan<double> right) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(left).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(right));
}
