using System.Globalization;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Snapshots;
using StreamRnn.Worker.Configuration;

namespace StreamRnn.Worker.Hosting;

/// <summary>What a worker's process comes to when its partitions are full and the client has read ahead as far as it may.</summary>
internal sealed class WorkerMemory
{
    /// <summary>
    /// The runtime with its code, the Kafka clients and the open port, before the first lane: measured as the resident
    /// memory of a started worker on Linux x64, .NET 10, 83 to 85 MiB.
    /// </summary>
    public const long BaseBytes = 84L << 20;

    private readonly WorkerOptions options;
    private readonly int expected;
    private readonly long roomBytes;

    /// <param name="options">The configuration.</param>
    /// <param name="partitions">Input partitions that the worker owns, 1 to <see cref="StreamsSection.MaxPartitions"/>.</param>
    /// <param name="expected">Those that it may get, which decides what <c>streams.memory: auto</c> takes; 0 where no more are known than it owns. <c>streams.partitions</c> goes before it.</param>
    /// <param name="availableBytes">What the machine or its container has, which bounds a capacity that is chosen.</param>
    public WorkerMemory(WorkerOptions options, int partitions = 1, int expected = 0, long availableBytes = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        this.options = options;
        this.expected = options.Streams.Partitions > 0 ? options.Streams.Partitions : expected > 0 ? expected : partitions;
        Partitions = partitions;
        roomBytes = Math.Max(0, availableBytes - BaseBytes) / 2;
        LaneOptions = options.ToLaneOptions(this.expected, roomBytes);
        Lane = MemoryEstimate.Of(LaneOptions, IPartitionProcessor.MaxBatch);
        ReadAheadBytes = ReadAheadOf(partitions);
    }

    /// <summary>What a lane is made of.</summary>
    public LaneOptions LaneOptions { get; }

    /// <summary>One partition's share.</summary>
    public MemoryEstimate Lane { get; }

    public int Partitions { get; }

    /// <summary>Records that wait in the Kafka client, at most.</summary>
    public long ReadAheadBytes { get; }

    /// <summary>What snapshots take at most, while one is taken or gone on from.</summary>
    public long SnapshotBytes => SnapshotsOf(Partitions);

    public long TotalBytes => TotalOf(Partitions);

    /// <summary>The form of memory that is taken, and why.</summary>
    public string Form
    {
        get
        {
            StreamsSection streams = options.Streams;
            return streams.Capacity == 0 ? ChosenForm
                : streams.Memory == StreamMemory.Auto
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{FormName}: streams.memory is auto, and {streams.Capacity:N0} rich rows of {options.RichRowBytes():N0} bytes{(expected == 1 ? "" : $" on each of {expected:N0} partitions")} {(Lane.Layout.IsRich ? "fit" : "do not fit")} streams.budget, {streams.Budget}")
                : $"{FormName}: streams.memory says so";
        }
    }

    /// <summary>What was taken where the capacity was to be chosen.</summary>
    private string ChosenForm
    {
        get
        {
            string why = options.Streams.Memory == StreamMemory.Auto ? "streams.memory is auto and streams.capacity is not set" : "streams.memory says so";
            string bound = roomBytes < options.Streams.Budget.Bytes ? $"half of what the memory limit leaves, {Mebibytes(roomBytes)} MiB" : $"streams.budget, {options.Streams.Budget}";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{FormName}: {why}; {LaneOptions.Capacity:N0} streams{(expected == 1 ? "" : $" on each of {expected:N0} partitions")} fit {bound}");
        }
    }

    private string FormName => Lane.Layout.IsRich ? "rich" : "lean";

    /// <summary>
    /// The minimum that a worker takes which is about to start: what <c>streams.partitions</c> says, else one partition. How many the topic has is not known
    /// yet, and <c>auto</c> may take the smaller form for them.
    /// </summary>
    public static WorkerMemory AtStart(WorkerOptions options, long availableBytes = long.MaxValue) => new(
        options.Streams is { Memory: StreamMemory.Auto, Partitions: 0 } ? options with { Streams = options.Streams with { Memory = StreamMemory.Lean } } : options,
        Math.Max(options.Streams.Partitions, 1),
        availableBytes: availableBytes);

    /// <summary>What is missing where this much memory is there, and what can be done; null where it is enough.</summary>
    public string? Shortage(long availableBytes)
    {
        if (TotalBytes <= availableBytes)
        {
            return null;
        }

        string lean = Lane.Layout.IsRich ? ", set streams.memory=lean" : "";
        (string partitions, string fit, string workers) = ("1 partition", "", "");
        if (Partitions > 1)
        {
            int fitting = Enumerable.Range(1, Partitions - 1).LastOrDefault(count => TotalOf(count) <= availableBytes);
            (partitions, fit, workers) = fitting > 0
                ? (Count(Partitions), $", where {Count(fitting)} would fit", ", start more workers")
                : (Count(Partitions), ", where not even one would fit", "");
        }

        return $"streams.capacity: {Lane.Capacity.ToString("N0", CultureInfo.InvariantCulture)} streams in {FormName} memory on {partitions} "
            + $"need {Mebibytes(TotalBytes)} MiB, {Mebibytes(TotalBytes - availableBytes)} MiB more than the {Mebibytes(availableBytes)} MiB that this machine or its container has{fit}; "
            + $"lower streams.capacity{lean}{workers}, or give the worker more memory";

        static string Count(long partitions) => string.Create(CultureInfo.InvariantCulture, $"{partitions:N0} partition{(partitions == 1 ? "" : "s")}");
    }

    /// <exception cref="CommandFailedException">The machine has less memory than this.</exception>
    public void Require(long availableBytes)
    {
        if (Shortage(availableBytes) is { } shortage)
        {
            throw new CommandFailedException(ExitCode.WrongUse, $"{shortage}; see `streamrnn estimate`");
        }
    }

    /// <summary>In MiB with two decimals, one above 10, none above 1,000.</summary>
    public static string Mebibytes(long bytes)
    {
        double mebibytes = bytes / (double)(1 << 20);
        return mebibytes.ToString(mebibytes switch { < 10 => "N2", < 1000 => "N1", _ => "N0" }, CultureInfo.InvariantCulture);
    }

    private long TotalOf(int partitions) => BaseBytes + ReadAheadOf(partitions) + SnapshotsOf(partitions) + checked(partitions * Lane.Total);

    private long SnapshotsOf(int partitions) =>
        SnapshotMemory.BytesOf(options.ToSnapshotOptions(), Lane.Rows, Lane.Names, partitions, options.ToKafkaOptions().EffectiveLaneThreads);

    private long ReadAheadOf(int partitions) => options.ToKafkaOptions().ReadAheadBytes(partitions);
}
