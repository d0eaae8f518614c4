using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Benchmarks.Parsing;

/// <summary>
/// One record from its bytes to a checked reading: the parser (scanner first), the same parser with the document
/// reader alone, and a document in memory, which reads the same members and checks nothing.
/// </summary>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(4)]
[IterationCount(8)]
public class ParsingBenchmarks
{
    private static readonly string[] names = ["temperature", "vibration", "pressure", "current"];
    private static readonly byte[] key = "plant-7/pump-23"u8.ToArray();

    private byte[] value = [];
    private InputOptions options = new();
    private SensorEventParser scanning = null!;
    private SensorEventParser reading = null!;
    private ParsedReading result = null!;

    /// <summary>The message's form.</summary>
    [Params("unix", "iso", "four")]
    public string Form { get; set; } = "unix";

    /// <summary>Makes the message and the parsers.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        value = Encoding.UTF8.GetBytes(Form switch
        {
            "unix" => """{"time":1769860800000,"value":71.3}""",
            "iso" => """{"time":"2026-01-31T12:00:00Z","value":71.3}""",
            _ => """{"time":1769860800000,"values":{"temperature":71.3,"vibration":0.0213,"pressure":1013.25,"current":-4.75}}""",
        });
        options = Form == "four" ? new InputOptions { Values = [.. names.Select(static name => $"/values/{name}")] } : new InputOptions();
        scanning = new SensorEventParser(options);
        reading = new SensorEventParser(options, scans: false);
        result = new ParsedReading(options.Values.Count);
        if (scanning.Scanner?.TryScan(value, result) != true)
        {
            throw new InvalidOperationException($"the scanner leaves the form '{Form}' to the reader; this would measure the reader");
        }
    }

    /// <summary>The parser as it is used.</summary>
    [Benchmark]
    public RejectReason Scanner() => scanning.Parse(key, value, SensorEventParser.NoTimestamp, result);

    /// <summary>The parser with <see cref="Utf8JsonReader"/> alone.</summary>
    [Benchmark(Baseline = true)]
    public RejectReason Utf8JsonReader() => reading.Parse(key, value, SensorEventParser.NoTimestamp, result);

    /// <summary>The members out of a <see cref="System.Text.Json.JsonDocument"/>.</summary>
    [Benchmark]
    public double JsonDocument()
    {
        using var document = System.Text.Json.JsonDocument.Parse(value);
        JsonElement root = document.RootElement;
        JsonElement time = root.GetProperty("time");
        double sum = time.ValueKind == JsonValueKind.String ? time.GetDateTimeOffset().ToUnixTimeMilliseconds() : time.GetInt64();
        if (Form != "four")
        {
            return sum + root.GetProperty("value").GetDouble();
        }

        JsonElement values = root.GetProperty("values");
        foreach (string name in names)
        {
            sum += values.GetProperty(name).GetDouble();
        }

        return sum;
    }
}
