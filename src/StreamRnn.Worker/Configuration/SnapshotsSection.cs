using System.ComponentModel;
using StreamRnn.Kafka.Options;
using StreamRnn.Worker.Configuration.Constraints;
using StreamRnn.Worker.Configuration.Values;

namespace StreamRnn.Worker.Configuration;

[Description("Where the streams' state is kept, so that a restart goes on with it. See guarantees.md.")]
internal sealed record SnapshotsSection
{
    private static readonly SnapshotOptions Defaults = new();

    [Description("A topic that is compacted (`cleanup.policy=compact`) and has as many partitions as `input.topic`: it holds the streams' state, twice over. Empty for none: then streams begin afresh with each start, and wherever a partition is assigned anew.")]
    [TopicName(MayBeEmpty = true)]
    public string Topic { get; init; } = Defaults.Topic;

    [Description("How often a partition is saved, at most. What came since is read again after a restart, a million readings a second, without a word.")]
    [DurationRange("100ms", "1d")]
    public TimeSpan Interval { get; init; } = Defaults.Interval;

    [Description("Bytes a second that saving one partition may take on average: after a large snapshot the next one waits accordingly. Only streams that had a reading since the last one are written.")]
    [SizeRange("64KiB", "10GiB")]
    public ByteSize MaxRate { get; init; } = new(Defaults.MaxRate);

    [Description("What becomes of streams that were saved with another `model`, `streams` or `input`: `refuse` ends the worker and says what differs, `restart` lets them begin afresh.")]
    public ModelChange OnChange { get; init; } = Defaults.OnChange;
}
