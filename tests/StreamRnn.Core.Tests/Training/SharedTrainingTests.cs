using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Tests.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

public sealed class SharedTrainingTests
{
    private const ulong Seed = 7;

    private static readonly NetworkShape Shape = new(3, 8, 1);

    [Fact]
    public void Learn_FullBatch_TakesOneStepAndForgetsTheBatch()
    {
        var learner = new Learner();
        learner.Fill(atEveryEvent: () =>
        {
            Assert.False(learner.Learns(learner.EventNumber, streams: 1), $"learned at event {learner.EventNumber} from a batch that is not full");
        });
        Assert.True(learner.Learns(learner.EventNumber, streams: 1));
        Assert.False(learner.Training.Sampler.IsFull);
        Assert.False(learner.Learns(learner.EventNumber + 1_000_000, streams: 1), "learned twice from one batch");
        Assert.Equal(1, learner.OptimiserSteps);
        Assert.Equal(1, learner.Training.Tally.Applied);
    }

    [Theory]
    [InlineData(100, 100 * SharedTraining.IntervalEventsPerStream)]
    [InlineData(1_000_000, SharedTraining.MaxIntervalEvents)]
    public void Learn_NextBatchFullBeforeTheIntervalEnds_WaitsForItsEnd(int streams, int interval)
    {
        var learner = new Learner();
        learner.Fill();
        long first = learner.EventNumber;
        Assert.True(learner.Learns(first, streams));
        learner.Fill();
        Assert.InRange(learner.EventNumber, first + 1, first + interval - 1);

        Assert.False(learner.Training.MayLearnAfter(learner.Mark, first + interval - 1));
        Assert.False(learner.Learns(first + interval - 1, streams));
        Assert.True(learner.Training.Sampler.IsFull, "the batch is kept until it is time");
        Assert.True(learner.Training.MayLearnAfter(learner.Mark, first + interval));
        Assert.True(learner.Learns(first + interval, streams));
        Assert.Equal(2, learner.OptimiserSteps);
        Assert.Equal(2, learner.Training.Tally.Applied);
    }

    [Fact]
    public void MayLearnAfter_BatchNotFull_IsTrueOnlyOfAWindowsLastStep()
    {
        var learner = new Learner();
        int lastSteps = 0;
        learner.Fill(betweenInputAndTarget: recorded =>
        {
            bool isLastStep = recorded % WindowSampler.WindowLength == WindowSampler.WindowLength - 1;
            Assert.Equal(isLastStep, learner.Training.MayLearnAfter(learner.Mark, learner.EventNumber));
            lastSteps += isLastStep ? 1 : 0;
        });
        Assert.Equal(WindowSampler.Count, lastSteps);
    }

    [Fact]
    public void Learn_NothingButMissingReadings_ForgetsTheBatchAndCountsNoStep()
    {
        var learner = new Learner { Target = float.NaN };
        learner.Fill();
        Assert.False(learner.Learns(learner.EventNumber, streams: 1));
        Assert.False(learner.Training.Sampler.IsFull);
        Assert.Equal(0, learner.OptimiserSteps);
        Assert.Equal(0, learner.Training.Tally.Applied);
        Assert.Equal(0, learner.Training.Tally.Discarded);
    }

    [Fact]
    public void Learn_StateThatIsNoNumber_IsCountedAsDiscarded()
    {
        var learner = new Learner { State = float.NaN };
        learner.Fill();
        Assert.False(learner.Learns(learner.EventNumber, streams: 1));
        Assert.Equal(0, learner.OptimiserSteps);
        Assert.Equal(0, learner.Training.Tally.Applied);
        Assert.Equal(1, learner.Training.Tally.Discarded);
    }

    /// <summary>One stream that fills all slots in turn, and the weights that learn from them.</summary>
    private sealed class Learner
    {
        private readonly float[] parameters;
        private readonly float[] moments = new float[2 * Shape.ParameterCount];
        private SplitMix64 random = new(Seed);
        private SampleMark mark;
        private int optimiserSteps;

        public Learner()
        {
            parameters = Samples.Parameters(Shape, ref random);
        }

        public SharedTraining Training { get; } = new(Shape, Seed);

        public float Target { get; init; } = 0.5f;

        public float State { get; init; }

        public long EventNumber { get; private set; }

        public int OptimiserSteps => optimiserSteps;

        public SampleMark Mark => mark;

        /// <summary>Gives events of the stream until the batch is full.</summary>
        public void Fill(Action? atEveryEvent = null, Action<int>? betweenInputAndTarget = null)
        {
            float[] state = [.. Enumerable.Repeat(State, Shape.StateLength)];
            int recorded = 0;
            while (!Training.Sampler.IsFull)
            {
                atEveryEvent?.Invoke();
                EventNumber++;
                if (Training.Sampler.Follows(ref mark, EventNumber, 1))
                {
                    Training.Sampler.RecordInput(mark, Samples.Values(Shape.Inputs, 1, ref random), state);
                    betweenInputAndTarget?.Invoke(recorded++);
                    Training.Sampler.RecordTarget(ref mark, [Target]);
                }
            }
        }

        /// <summary>Whether the weights move at an event.</summary>
        public bool Learns(long eventNumber, int streams)
        {
            float[] before = [.. parameters];
            Training.Learn(parameters, moments, ref optimiserSteps, eventNumber, streams);
            return !before.AsSpan().SequenceEqual(parameters);
        }
    }
}
