using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>What is told of anomalies does not depend on batches, and costs no allocation.</summary>
public sealed class LaneEvidenceBatchTests
{
    private const int Streams = 5;
    private const int Rows = 2500;

    private readonly double[] reading = new double[1];

    private static readonly byte[][] keys = [.. Enumerable.Range(0, Streams).Select(stream => System.Text.Encoding.UTF8.GetBytes($"pump-{stream}"))];

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_AnomaliesInAnySplitIntoBatches_SayTheSameBits(StreamMemory memory)
    {
        LaneOptions options = new() { Memory = memory, Capacity = Streams };
        using Lane oneByOne = new(options);
        using Lane batched = new(options);
        ScoredEvent expected = new(1);
        EventBatch batch = new(64, 1);
        ScoredBatch scored = new(64, 1);

        // Any seed serves.
        var random = new Random(8);
        HashSet<Evidence> told = [];
        for (long offset = 0; offset < Streams * Rows;)
        {
            batch.Clear();
            for (int i = random.Next(1, 65); i > 0; i--)
            {
                batch.Add(Event(offset++));
            }

            batched.Process(batch, scored);
            for (int i = 0; i < batch.Count; i++)
            {
                oneByOne.Process(batch[i], expected);
                Assert.Equal(Said.Of(expected), Said.Of(scored[i]));
                told.Add(expected.LeadingEvidence);
            }
        }

        Assert.Equal(oneByOne.StateHash(), batched.StateHash());
        Assert.True(told.Count >= 3, string.Join(", ", told));
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_RowsThatAreExplained_AllocateNothing(StreamMemory memory)
    {
        using Lane lane = new(new LaneOptions { Memory = memory, Capacity = Streams });
        ScoredEvent scored = new(1);
        long offset = 0;
        int explained = 0;
        Assert.Equal(0, Allocations.OfEachRound(_ =>
        {
            for (int i = 0; i < Streams * Rows; i++)
            {
                lane.Process(Event(offset++), scored);
                explained += scored.LeadingEvidence == Evidence.None ? 0 : 1;
            }
        }));
        Assert.True(explained > 0);
    }

    private SensorEvent Event(long offset)
    {
        int row = (int)(offset / Streams);
        reading[0] = LaneRun.Noisy(row + (int)(offset % Streams)) + (row % 600 == 599 ? 40 : 0);
        reading[0] = row % 1500 >= 1400 ? 3 : reading[0];
        return new SensorEvent { Key = keys[offset % Streams], Time = PagerSeries.TimeOf(row), Values = reading, Offset = offset };
    }
}
