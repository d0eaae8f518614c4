using System.Globalization;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka;
using StreamRnn.Worker.Commands;
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

    private readonly StreamsSection streams;

    /// <param name="options">The configuration.</param>
    /// <param name="partitions">Input partitions that the worker owns, 1 and above.</param>
    public WorkerMemory(WorkerOptions options, int partitions = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        streams = options.Streams;
        Partitions = partitions;
        LaneOptions lane = options.ToLaneOptions();
        Lane = MemoryEstimate.Of(lane, IPartitionProcessor.LongestBatch);
        RichRowBytes = new RowLayout(lane with { Memory = StreamMemory.Rich }).RowBytes;
        ReadAheadBytes = options.ToKafkaOptions().ReadAheadBytes(partitions);
    }

    /// <summary>One partition's share.</summary>
    public MemoryEstimate Lane { get; }

    public int Partitions { get; }

    /// <summary>Records that wait in the Kafka client, at most.</summary>
    public long ReadAheadBytes { get; }

    public long TotalBytes => BaseBytes + ReadAheadBytes + Partitions * Lane.Total;

    /// <summary>The form of memory that is taken, and why.</summary>
    public string Form
    {
        get
        {
            string form = Lane.Layout.IsRich ? "rich" : "lean";
            return streams.Memory == StreamMemory.Auto
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{form}: streams.memory is auto, and {streams.Capacity:N0} rich rows of {RichRowBytes:N0} bytes {(Lane.Layout.IsRich ? "fit" : "do not fit")} streams.budget, {streams.Budget}")
                : $"{form}: streams.memory says so";
        }
    }

    private int RichRowBytes { get; }

    /// <summary>What is missing where this much memory is there, and what can be done; null where it is enough.</summary>
    public string? Shortage(long availableBytes)
    {
        if (TotalBytes <= availableBytes)
        {
            return null;
        }

        string lean = Lane.Layout.IsRich ? ", set streams.memory=lean" : "";
        string partitions = Partitions == 1 ? "1 partition" : string.Create(CultureInfo.InvariantCulture, $"{Partitions:N0} partitions");
        return $"streams.capacity: {Lane.Capacity.ToString("N0", CultureInfo.InvariantCulture)} streams in {(Lane.Layout.IsRich ? "rich" : "lean")} memory on {partitions} "
            + $"need {Mebibytes(TotalBytes)} MiB, {Mebibytes(TotalBytes - availableBytes)} MiB more than the {Mebibytes(availableBytes)} MiB that this machine or its container has; "
            + $"lower streams.capacity{lean}, or give the worker more memory; see `streamrnn estimate`";
    }

    /// <exception cref="CommandFailedException">The machine has less memory than this.</exception>
    public void Require(long availableBytes)
    {
        if (Shortage(availableBytes) is { } shortage)
        {
            throw new CommandFailedException(ExitCode.WrongUse, shortage);
        }
    }

    /// <summary>In MiB with two decimals, one above 10, none above 1,000.</summary>
    public static string Mebibytes(long bytes)
    {
        double mebibytes = bytes / (double)(1 << 20);
        return mebibytes.ToString(mebibytes switch { < 10 => "N2", < 1000 => "N1", _ => "N0" }, CultureInfo.InvariantCulture);
    }
}
