using System.ComponentModel;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Options;
using StreamRnn.Worker.Configuration.Constraints;
using StreamRnn.Worker.Configuration.Values;

namespace StreamRnn.Worker.Configuration;

[Description("Where readings come from and which of them are taken in.")]
internal sealed record InputSection
{
    private static readonly LaneOptions Lane = new();
    private static readonly InputOptions Defaults = new();

    [Description("The topic of readings. A record's key names its stream.")]
    [TopicName]
    public string Topic { get; init; } = Defaults.Topic;

    [Description("How a record's value is written.")]
    public InputFormat Format { get; init; } = InputFormat.Json;

    [Description("Where a reading's time stands: ISO 8601, or Unix seconds or milliseconds. A reading without it has its record's time.")]
    [JsonPointer]
    public string Time { get; init; } = Defaults.Time;

    [Description("Where the readings stand, one pointer a feature; a feature is named by its pointer's last part, and no two may have the same name.")]
    [JsonPointer(LaneOptions.MaxFeatures)]
    public IReadOnlyList<string> Values { get; init; } = Defaults.Values;

    [Description("How far a reading's time may lie after its record's own timestamp; one further ahead goes to the dead letters.")]
    [DurationRange("0s", "365d")]
    public TimeSpan Future { get; init; } = Defaults.Future;

    [Description("How much older a reading may be than the time that two of its stream's readings in a row have reached; an older one goes to the dead letters.")]
    [DurationRange("0s", "3650d")]
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMilliseconds(Lane.LatenessMilliseconds);

    [Description("What becomes of a reading that repeats the one before it, time and values: `reject` sends it to the dead letters (in `detect` its row has no scores), `keep` takes it in.")]
    public DuplicatePolicy Duplicates { get; init; } = Lane.RejectDuplicates ? DuplicatePolicy.Reject : DuplicatePolicy.Keep;

    [Description("The longest value that is read; a longer one goes to the dead letters.")]
    [SizeRange("64B", "64MiB")]
    public ByteSize MaxBytes { get; init; } = new(Defaults.MaxBytes);

    [Description("The longest key that names a stream; a record with a longer one goes to the dead letters.")]
    [SizeRange("1B", "64KiB")]
    public ByteSize MaxKeyBytes { get; init; } = new(Defaults.MaxKeyBytes);
}

/// <summary>What becomes of a reading that repeats the one before it.</summary>
internal enum DuplicatePolicy
{
    /// <summary>It goes to the dead letters.</summary>
    Reject,

    /// <summary>It is taken in.</summary>
    Keep,
}

/// <summary>How a record's value is written.</summary>
internal enum InputFormat
{
    /// <summary>A JSON object.</summary>
    Json,
}
