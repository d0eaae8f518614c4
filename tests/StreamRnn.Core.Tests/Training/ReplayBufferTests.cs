using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

public sealed class ReplayBufferTests
{
    private const int Length = 48;

    /// <summary>Two features of 48 steps take more than one word of missing bits.</summary>
    private const int Features = 2;

    private const int StateLength = 4;

    /// <summary>Not yet full; just full; wrapped by a little, by one round, and by two and a bit.</summary>
    public static TheoryData<int> Counts => [20, Length, Length + 1, Length + 29, 2 * Length, (2 * Length) + 7];

    [Theory]
    [MemberData(nameof(Counts))]
    public void CopyWindow_EveryStartStillKept_GivesPredictionLastReadingAndLastDifference(int count)
    {
        const int WindowLength = 12;
        var sample = new ReplaySample(Length, Features, StateLength);
        sample.Add(count, IsMissing);
        int first = (int)sample.Replay.OldestStart(count);
        int copied = 0;
        for (int start = first; start + WindowLength <= count; start++, copied++)
        {
            var inputs = new float[WindowLength * 3 * Features];
            var targets = new float[WindowLength * Features];
            sample.Replay.CopyWindow(start, WindowLength, inputs, targets);
            Assert.Equal(Enumerable.Range(start, WindowLength).SelectMany(step => Inputs(sample, step)), inputs);
            Assert.Equal(Enumerable.Range(start, WindowLength).SelectMany(step => sample.Targets[step]), targets);
        }

        Assert.True(copied >= 9, $"{copied} windows are too few to compare.");
    }

    [Fact]
    public void CopyWindow_AtTheStreamsBeginning_TakesZeroForReadingsBeforeIt()
    {
        var sample = new ReplaySample(Length, 1, StateLength);
        sample.Add(3, (_, _) => false);
        float[] x = [.. sample.Readings.Select(reading => reading[0])];
        float[] prediction = [.. sample.Predictions.Select(value => value[0])];
        var inputs = new float[9];
        var targets = new float[3];
        sample.Replay.CopyWindow(0, 3, inputs, targets);
        Assert.Equal([prediction[0], 0, 0, prediction[1], x[0], x[0], prediction[2], x[1], x[1] - x[0]], inputs);
        Assert.Equal(x, targets);
    }

    [Fact]
    public void CopyWindow_MissingReading_IsNoTargetButStillAnInput()
    {
        var sample = new ReplaySample(Length, 1, StateLength);
        sample.Add(5, (step, _) => step == 2);
        var inputs = new float[15];
        var targets = new float[5];
        sample.Replay.CopyWindow(0, 5, inputs, targets);
        Assert.Equal([false, false, true, false, false], targets.Select(float.IsNaN));
        Assert.Equal(sample.Readings[2][0], inputs[(3 * 3) + 1]);
    }

    [Fact]
    public void CopyWindow_ReadingWhereOneWasMissingARoundBefore_IsATarget()
    {
        var sample = new ReplaySample(Length, Features, StateLength);
        sample.Add(Length, (_, _) => true);
        sample.Add(Length, (_, _) => false);
        var targets = new float[Length * Features];
        sample.Replay.CopyWindow(Length, Length, new float[Length * 3 * Features], targets);
        Assert.DoesNotContain(targets, float.IsNaN);
    }

    [Theory]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(512)]
    public void OldestStart_AnyCount_IsTheFirstStoredStateWhoseWindowNeedsNoOverwrittenStep(int length)
    {
        var sample = new ReplaySample(length, 1, StateLength);
        var kept = new HashSet<long>();
        for (long count = 0; count < 3 * length; count++)
        {
            long expected = 0;
            while (expected < count && !NeededSteps(expected, count).All(kept.Contains))
            {
                expected += ReplayBuffer.CheckpointInterval;
            }

            Assert.Equal(expected, sample.Replay.OldestStart(count));
            kept.Add(count);
            kept.Remove(count - length);
        }
    }

    [Fact]
    public void Checkpoint_StatesOfAWholeRound_StandApartAndAreReplacedARoundLater()
    {
        var sample = new ReplaySample(Length, 1, StateLength);
        for (int step = 0; step < 3 * Length; step += ReplayBuffer.CheckpointInterval)
        {
            float[] state = [step, step + 1, step + 2, step + 3];
            state.CopyTo(sample.Replay.Checkpoint(step));
            for (int earlier = Math.Max(0, step - Length + ReplayBuffer.CheckpointInterval); earlier <= step; earlier += ReplayBuffer.CheckpointInterval)
            {
                Assert.Equal([earlier, earlier + 1, earlier + 2, earlier + 3], sample.Replay.Checkpoint(earlier).ToArray());
            }
        }
    }

    /// <summary>Both features' bits are of either kind in every word, in a pattern that no round repeats.</summary>
    private static bool IsMissing(int step, int feature) => (step + (3 * feature)) % 5 == 0;

    /// <summary>The window's own steps, and the two before it, of which the first inputs are made.</summary>
    private static IEnumerable<long> NeededSteps(long start, long count)
    {
        for (long step = Math.Max(0, start - 2); step < count; step++)
        {
            yield return step;
        }
    }

    private static IEnumerable<float> Inputs(ReplaySample sample, int step)
    {
        float Reading(int at, int feature) => at < 0 ? 0 : sample.Readings[at][feature];
        return
        [
            .. sample.Predictions[step],
            .. Enumerable.Range(0, Features).Select(feature => Reading(step - 1, feature)),
            .. Enumerable.Range(0, Features).Select(feature => Reading(step - 1, feature) - Reading(step - 2, feature)),
        ];
    }
}
