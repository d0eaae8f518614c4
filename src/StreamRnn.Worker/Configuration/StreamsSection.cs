using System.ComponentModel;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Configuration.Constraints;
using StreamRnn.Worker.Configuration.Values;

namespace StreamRnn.Worker.Configuration;

[Description("How many streams are held, and what each may cost.")]
internal sealed record StreamsSection
{
    /// <summary>More than a topic has in practice, and few enough that no sum of bytes overflows.</summary>
    public const int MaxPartitions = 10_000;

    private static readonly LaneOptions Lane = new();

    [Description("Streams that one input partition has room for; 0 for as many lean ones (rich ones where `streams.memory` says so) as fit `streams.budget`, or half of what the memory limit leaves where that is less, divided among the partitions that the worker may get: 786432 with 1 GiB for one partition, 98304 each for eight. Memory is taken as streams come. At capacity a further stream is refused, and said so, unless one that is known has been idle for twenty of its own intervals.")]
    [NumberRange(0, 1 << 24)]
    public int Capacity { get; init; }

    [Description("What a stream's row holds: `lean` (1 KiB a stream of one feature, for fleets), `rich` (157 KiB a stream of one feature, for some thousands of streams), or `auto`, which takes rich where `streams.capacity` is set and as many rows on all partitions that the worker may get fit the budget, else lean. Further sizes stand below.")]
    public StreamMemory Memory { get; init; } = Lane.Memory;

    [Description("What `auto` may spend on the rows of all partitions that the worker may get.")]
    [SizeRange("1MiB", "1024GiB")]
    public ByteSize Budget { get; init; } = new(Lane.MemoryBudgetBytes);

    [Description("Input partitions that the worker may get, which `auto` counts with; 0 for all that the topic has, as when the other workers of the group are away. Set it alike for all of them.")]
    [NumberRange(0, MaxPartitions)]
    public int Partitions { get; init; }

    [Description("Readings of a stream, and of each of its features, before its first alert can be raised.")]
    [NumberRange(50, 1_000_000)]
    public int WarmUp { get; init; } = Lane.WarmUpEvents;
}
