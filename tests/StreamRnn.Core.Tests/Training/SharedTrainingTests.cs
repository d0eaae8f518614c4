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
        var trainee = new Trainee();
        trainee.Fill(atEveryEvent: () =>
        {
            Assert.False(trainee.Learns(trainee.EventNumber, streams: 1), $"learned at event {trainee.EventNumber} from a batch that is not full");
        });
        Assert.True(trainee.Learns(trainee.EventNumber, streams: 1));
        Assert.False(trainee.Training.Sampler.IsFull);
        Assert.False(trainee.Learns(trainee.EventNumber + 1_000_000, streams: 1), "learned twice from one batch");
        Assert.Equal(1, trainee.OptimiserSteps);
        Assert.Equal(1, trainee.Tally.Applied);
    }

    [Theory]
    [InlineData(100, 100 * SharedTraining.IntervalEventsPerStream)]
    [InlineData(1_000_000, SharedTraining.MaxIntervalEvents)]
    public void Learn_NextBatchFullBeforeTheIntervalEnds_WaitsForItsEnd(int streams, int interval)
    {
        var trainee = new Trainee();
        trainee.Fill();
        long first = trainee.EventNumber;
        Assert.True(trainee.Learns(first, streams));
        trainee.Fill();
        Assert.InRange(trainee.EventNumber, first + 1, first + interval - 1);

        Assert.False(trainee.Training.MayLearnAfter(trainee.Mark, first + interval - 1));
        Assert.False(trainee.Learns(first + interval - 1, streams));
        Assert.True(trainee.Training.Sampler.IsFull, "the batch is kept until it is time");
        Assert.True(trainee.Training.MayLearnAfter(trainee.Mark, first + interval));
        Assert.True(trainee.Learns(first + interval, streams));
        Assert.Equal(2, trainee.OptimiserSteps);
        Assert.Equal(2, trainee.Tally.Applied);
    }

    [Fact]
    public void MayLearnAfter_BatchNotFull_IsTrueOnlyOfAWindowsLastStep()
    {
        var trainee = new Trainee();
        int lastSteps = 0;
        trainee.Fill(betweenInputAndTarget: recorded =>
        {
            bool isLastStep = recorded % WindowSampler.WindowLength == WindowSampler.WindowLength - 1;
            Assert.Equal(isLastStep, trainee.Training.MayLearnAfter(trainee.Mark, trainee.EventNumber));
            lastSteps += isLastStep ? 1 : 0;
        });
        Assert.Equal(WindowSampler.Count, lastSteps);
    }

    [Fact]
    public void Learn_NothingButMissingReadings_ForgetsTheBatchAndCountsNoStep()
    {
        var trainee = new Trainee { Target = float.NaN };
        trainee.Fill();
        Assert.False(trainee.Learns(trainee.EventNumber, streams: 1));
        Assert.False(trainee.Training.Sampler.IsFull);
        Assert.Equal(0, trainee.OptimiserSteps);
        Assert.Equal(0, trainee.Tally.Applied);
        Assert.Equal(0, trainee.Tally.Discarded);
    }

    [Fact]
    public void Learn_StateThatIsNoNumber_IsCountedAsDiscarded()
    {
        var trainee = new Trainee { State = float.NaN };
        trainee.Fill();
        Assert.False(trainee.Learns(trainee.EventNumber, streams: 1));
        Assert.Equal(0, trainee.OptimiserSteps);
        Assert.Equal(0, trainee.Tally.Applied);
        Assert.Equal(1, trainee.Tally.Discarded);
    }

    [Fact]
    public void Learn_CandidateForecastsBetter_ServesFromThenOn()
    {
        var trainee = new Trainee();
        while (trainee.Tally.Promoted == 0)
        {
            Assert.Equal(trainee.First, trainee.Serving);
            trainee.Fill();
            trainee.Learns(trainee.EventNumber, streams: 1);
            Assert.True(trainee.Tally.Applied < 5, "weights that learn a constant are soon better");
        }

        // Its first batch finds both sets alike.
        Assert.Equal(1 + Promotion.PromotionBatches, trainee.Tally.Applied);
        Assert.Equal(trainee.Candidate, trainee.Serving);
        Assert.NotEqual(trainee.First, trainee.Serving);
    }

    [Fact]
    public void Learn_CandidateForecastsWorse_BeginsAgainFromTheWeightsThatServe()
    {
        var trainee = new Trainee();
        trainee.Candidate.AsSpan().Fill(1);
        while (trainee.Tally.RolledBack == 0)
        {
            Assert.NotEqual(trainee.First, trainee.Candidate);
            trainee.Fill();
            trainee.Learns(trainee.EventNumber, streams: 1);
        }

        Assert.Equal(Promotion.RollbackBatches, trainee.Tally.Applied);
        Assert.Equal(trainee.First, trainee.Serving);
        Assert.Equal(trainee.First, trainee.Candidate);
        Assert.Equal(0, trainee.OptimiserSteps);
        Assert.DoesNotContain(trainee.Moments, moment => moment != 0);
        Assert.Equal(0, trainee.Tally.Promoted);
    }

    /// <summary>One stream that fills all slots in turn, and the weights that learn from them.</summary>
    private sealed class Trainee
    {
        private readonly float[] parameters;
        private readonly float[] serving;
        private readonly float[] moments = new float[2 * Shape.ParameterCount];
        private SplitMix64 random = new(Seed);
        private SampleMark mark;
        private int optimiserSteps;

        public Trainee()
        {
            parameters = Samples.Parameters(Shape, ref random);
            serving = [.. parameters];
            First = [.. parameters];
            Training = new SharedTraining(Shape, Seed, Tally);
        }

        public TrainingTally Tally { get; } = new();

        public SharedTraining Training { get; }

        public float Target { get; init; } = 0.5f;

        public float State { get; init; }

        public long EventNumber { get; private set; }

        public float[] First { get; }

        public float[] Serving => serving;

        public float[] Candidate => parameters;

        public float[] Moments => moments;

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
                    Training.Sampler.RecordTarget(ref mark, [Target], isDisturbed: false);
                }
            }
        }

        /// <summary>Whether the weights move at an event.</summary>
        public bool Learns(long eventNumber, int streams)
        {
            float[] before = [.. parameters];
            Training.Learn(new LearningWeights(parameters, moments, ref optimiserSteps, ref random), serving, eventNumber, streams);
            return !before.AsSpan().SequenceEqual(parameters);
        }
    }
}
