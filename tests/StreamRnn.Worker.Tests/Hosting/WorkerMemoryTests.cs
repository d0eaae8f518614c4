using System.Collections.Immutable;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class WorkerMemoryTests
{
    private static readonly WorkerOptions Fleet = new() { Streams = new StreamsSection { Capacity = 1_000_000, Memory = StreamMemory.Lean } };

    [Fact]
    public void TotalBytes_ManyPartitions_IsThatOfTheLanesAndOnceTheProcess()
    {
        // Each thread that has a partition reads its share of 32 MiB ahead.
        WorkerOptions options = Fleet with { Kafka = new KafkaSection { LaneThreads = 4 } };
        var one = new WorkerMemory(options);
        var four = new WorkerMemory(options, partitions: 4);

        Assert.Equal(WorkerMemory.BaseBytes + (8L << 20) + one.Lane.Total, one.TotalBytes);
        Assert.Equal(WorkerMemory.BaseBytes + (32L << 20) + (4 * one.Lane.Total), four.TotalBytes);
    }

    [Fact]
    public void Lane_SecondLayer_TakesItsStatesOfEveryStreamAndItsWeights()
    {
        var one = new WorkerMemory(Fleet);
        var two = new WorkerMemory(Fleet with { Model = new ModelSection { Layers = 2 } });

        // h and c of 16 units in single precision.
        Assert.Equal(128L * 1_000_000, two.Lane.Rows - one.Lane.Rows);
        Assert.True(two.Lane.Weights > one.Lane.Weights && two.Lane.Training > one.Lane.Training);
    }

    [Fact]
    public void ReadAheadBytes_SetForTheClient_IsThatForEachThreadThatHasAPartition()
    {
        WorkerOptions options = Fleet with
        {
            Kafka = new KafkaSection { LaneThreads = 4, Client = ImmutableSortedDictionary<string, string>.Empty.Add("queued.max.messages.kbytes", "1024") },
        };

        Assert.Equal(1L << 20, new WorkerMemory(options).ReadAheadBytes);
        Assert.Equal(3L << 20, new WorkerMemory(options, partitions: 3).ReadAheadBytes);
        Assert.Equal(4L << 20, new WorkerMemory(options, partitions: 30).ReadAheadBytes);
    }

    [Fact]
    public void SnapshotBytes_TopicForThem_AreThoseOfRowsThatChangeMeanwhileOrOfWhatIsReadAheadAtTheStart()
    {
        WorkerOptions options = Fleet with { Kafka = new KafkaSection { LaneThreads = 2 }, Snapshots = new SnapshotsSection { Topic = "snapshots" } };

        Assert.Equal(0, new WorkerMemory(Fleet).SnapshotBytes);
        Assert.Equal((16L + 256) << 20, new WorkerMemory(options).SnapshotBytes);
        Assert.Equal((16L + (2 * 256)) << 20, new WorkerMemory(options, partitions: 3).SnapshotBytes);
        Assert.Equal(100L * ((16 << 20) + (2 * 36_000_000)), new WorkerMemory(options, partitions: 100).SnapshotBytes);
        Assert.Equal(new WorkerMemory(Fleet).TotalBytes + ((16L + 256) << 20), new WorkerMemory(options with { Kafka = Fleet.Kafka }).TotalBytes);
    }

    [Theory]
    [InlineData(100, "rich: streams.memory is auto, and 100 rich rows of * bytes fit streams.budget, 1GiB")]
    [InlineData(1_000_000, "lean: streams.memory is auto, and 1,000,000 rich rows of * bytes do not fit streams.budget, 1GiB")]
    public void Form_Auto_SaysWhichAndWhy(int capacity, string expected)
    {
        string[] parts = expected.Split('*');
        string form = new WorkerMemory(new WorkerOptions { Streams = new StreamsSection { Capacity = capacity } }).Form;

        Assert.StartsWith(parts[0], form, StringComparison.Ordinal);
        Assert.EndsWith(parts[1], form, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "rich: streams.memory is auto, and 1,000 rich rows of * bytes on each of 3 partitions fit streams.budget, 1GiB")]
    [InlineData(30, "lean: streams.memory is auto, and 1,000 rich rows of * bytes on each of 30 partitions do not fit streams.budget, 1GiB")]
    public void Form_AutoOnSeveralPartitions_CountsAllThatTheWorkerMayGet(int mayGet, string expected)
    {
        string[] parts = expected.Split('*');
        var thousand = new WorkerOptions { Streams = new StreamsSection { Capacity = 1000 } };
        foreach (string form in (string[])
        [
            new WorkerMemory(thousand, mayGet).Form,
            new WorkerMemory(thousand, partitions: 2, expected: mayGet).Form,
            new WorkerMemory(thousand with { Streams = thousand.Streams with { Partitions = mayGet } }, partitions: 2, expected: 12).Form,
        ])
        {
            Assert.StartsWith(parts[0], form, StringComparison.Ordinal);
            Assert.EndsWith(parts[1], form, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, 64L << 30, StreamMemory.Auto, 786_432, "lean: streams.memory is auto and streams.capacity is not set; 786,432 streams fit streams.budget, 1GiB")]
    [InlineData(8, 64L << 30, StreamMemory.Auto, 98_304, "lean: streams.memory is auto and streams.capacity is not set; 98,304 streams on each of 8 partitions fit streams.budget, 1GiB")]
    [InlineData(1, 1L << 30, StreamMemory.Auto, 393_216, "lean: streams.memory is auto and streams.capacity is not set; 393,216 streams fit half of what the memory limit leaves, 470.0 MiB")]
    [InlineData(1, 64L << 30, StreamMemory.Rich, 6_144, "rich: streams.memory says so; 6,144 streams fit streams.budget, 1GiB")]
    public void Form_CapacityNotSet_IsChosenFromBudgetLimitAndPartitions(int partitions, long available, StreamMemory memory, int capacity, string form)
    {
        var options = new WorkerOptions { Streams = new StreamsSection { Memory = memory } };
        foreach (WorkerMemory chosen in (WorkerMemory[])
        [
            new WorkerMemory(options, partitions, availableBytes: available),
            new WorkerMemory(options, partitions: 1, expected: partitions, availableBytes: available),
            new WorkerMemory(options with { Streams = options.Streams with { Partitions = partitions } }, availableBytes: available),
        ])
        {
            Assert.Equal((capacity, form), (chosen.LaneOptions.Capacity, chosen.Form));
        }
    }

    [Theory]
    [InlineData(160, 1)]
    [InlineData(160, 100)]
    [InlineData(512, 12)]
    [InlineData(4096, 48)]
    [InlineData(65_536, 1)]
    public void Shortage_CapacityNotSet_FitsAnyLimitThatHoldsTheWorkerItself(int mebibytes, int partitions)
    {
        var options = new WorkerOptions { Kafka = new KafkaSection { LaneThreads = 1 } };
        long available = (long)mebibytes << 20;
        var memory = new WorkerMemory(options, partitions, availableBytes: available);

        // A partition's own part, whatever its streams: the trainer and the batch.
        long fixedBytes = memory.Lane.Total - memory.Lane.Rows - memory.Lane.Index;
        Assert.True(memory.LaneOptions.Capacity >= 3);
        Assert.Null(memory.Shortage(available + (partitions * fixedBytes)));
    }

    [Fact]
    public void AtStart_HowManyPartitionsIsNotKnown_AsksForTheSmallerFormOfOne()
    {
        var automatic = new WorkerOptions { Streams = new StreamsSection { Capacity = 6000 } };

        Assert.False(WorkerMemory.AtStart(automatic).Lane.Layout.IsRich);
        Assert.True(WorkerMemory.AtStart(automatic with { Streams = automatic.Streams with { Memory = StreamMemory.Rich } }).Lane.Layout.IsRich);
        Assert.True(WorkerMemory.AtStart(automatic with { Streams = automatic.Streams with { Partitions = 1 } }).Lane.Layout.IsRich);
        Assert.Equal(5, WorkerMemory.AtStart(automatic with { Streams = automatic.Streams with { Partitions = 5 } }).Partitions);
    }

    [Fact]
    public void TotalBytes_TheLargestWorkerThatCanBeAskedFor_CanBeCounted()
    {
        var largest = new WorkerOptions
        {
            Streams = new StreamsSection { Capacity = LaneOptions.MaxCapacity, Memory = StreamMemory.Rich },
            Model = new ModelSection { HiddenUnits = 256, Layers = 4 },
            Input = new InputSection { Values = [.. Enumerable.Range(0, LaneOptions.MaxFeatures).Select(feature => $"/{feature}")] },
        };

        Assert.True(new WorkerMemory(largest, StreamsSection.MaxPartitions).TotalBytes > StreamsSection.MaxPartitions * new WorkerMemory(largest).Lane.Rows);
    }

    [Fact]
    public void Shortage_OneByteMissing_IsOne()
    {
        var memory = new WorkerMemory(Fleet);

        Assert.Null(memory.Shortage(memory.TotalBytes));
        Assert.NotNull(memory.Shortage(memory.TotalBytes - 1));
    }

    [Theory]
    [InlineData(0, ", where not even one would fit; lower streams.capacity, or give the worker more memory")]
    [InlineData(1, ", where 1 partition would fit; lower streams.capacity, start more workers, or give the worker more memory")]
    [InlineData(2, ", where 2 partitions would fit; lower streams.capacity, start more workers, or give the worker more memory")]
    public void Shortage_OfSeveralPartitions_SaysHowManyWouldFit(int fitting, string expected)
    {
        // With 4 threads, fewer partitions than that also read less ahead.
        WorkerOptions options = Fleet with { Kafka = new KafkaSection { LaneThreads = 4 } };
        long available = fitting == 0 ? new WorkerMemory(options).TotalBytes - 1 : new WorkerMemory(options, fitting).TotalBytes;

        Assert.EndsWith(expected, new WorkerMemory(options, partitions: 12).Shortage(available), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_MoreThanTheMachineHas_SaysHowMuchIsMissingAndWhatToDoBeforeAnythingConnects()
    {
        // 16 million rich streams are above two TiB, whatever machine the test runs on.
        var options = new WorkerOptions
        {
            Streams = new StreamsSection { Capacity = LaneOptions.MaxCapacity, Memory = StreamMemory.Rich, Budget = new(1L << 40) },
        };
        var memory = new WorkerMemory(options);
        long available = MachineMemory.AvailableBytes();

        CommandFailedException failed = Assert.Throws<CommandFailedException>(() => WorkerHost.Build(options));

        Assert.Equal(ExitCode.WrongUse, failed.ExitCode);
        Assert.Equal(
            $"streams.capacity: 16,777,216 streams in rich memory on 1 partition need {WorkerMemory.Mebibytes(memory.TotalBytes)} MiB, "
            + $"{WorkerMemory.Mebibytes(memory.TotalBytes - available)} MiB more than the {WorkerMemory.Mebibytes(available)} MiB that this machine or its container has; "
            + "lower streams.capacity, set streams.memory=lean, or give the worker more memory; see `streamrnn estimate`",
            failed.Message);
    }
}
