using System.Runtime.InteropServices;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

public sealed class WindowSamplerTests
{
    private const ulong Seed = 7;

    /// <summary>Four times a window's length: the events a stream for which a slot waits.</summary>
    private const int Patience = 4 * WindowSampler.WindowLength;

    private static readonly NetworkShape Shape = new(3, 8, 1);

    [Fact]
    public void Record_InterleavedStreams_GivesWindowsOfSuccessiveStepsWithTheStateBeforeTheFirst()
    {
        WindowSampler sampler = Filled(Seed, streams: 5);
        for (int window = 0; window < WindowSampler.Count; window++)
        {
            ReadOnlySpan<float> inputs = sampler.Inputs.Slice(window * WindowSampler.WindowLength * Shape.Inputs, WindowSampler.WindowLength * Shape.Inputs);
            ReadOnlySpan<float> targets = sampler.Targets.Slice(window * WindowSampler.WindowLength, WindowSampler.WindowLength);
            (float stream, float first) = (inputs[0], inputs[1]);
            for (int step = 0; step < WindowSampler.WindowLength; step++)
            {
                Assert.Equal(Source.Input(stream, first + step), inputs.Slice(step * Shape.Inputs, Shape.Inputs).ToArray());
                Assert.Equal(Source.Target(stream, first + step), targets[step]);
            }

            Assert.Equal(Source.State(stream, first), sampler.InitialStates.Slice(window * Shape.StateLength, Shape.StateLength).ToArray());
        }
    }

    [Fact]
    public void IsFull_SixteenthWindowsLastStep_IsToldBeforeAndFillsTheBatch()
    {
        var sampler = new WindowSampler(Shape, Seed);
        var source = new Source(1);
        int windows = 0;
        for (long eventNumber = 1; windows < WindowSampler.Count; eventNumber++)
        {
            Assert.False(sampler.IsFull);
            bool follows = sampler.Follows(ref source.Mark, eventNumber, 1);
            bool completes = follows && sampler.Completes(source.Mark);
            source.RecordStep(sampler, follows);
            windows += completes ? 1 : 0;
            Assert.Equal(completes, follows && !source.Mark.IsSet);
        }

        Assert.True(sampler.IsFull);
        Assert.False(sampler.Follows(ref source.Mark, 1_000_000, 1), "a full batch follows nobody");
        sampler.Clear();
        Assert.False(sampler.IsFull);
        Assert.True(sampler.Follows(ref source.Mark, 1_000_000, 1));
    }

    [Fact]
    public void Follows_StreamThatFellSilent_FreesItsSlotWhenPatienceEnds()
    {
        var sampler = new WindowSampler(Shape, Seed);
        var silent = new Source(1);
        Assert.True(sampler.Follows(ref silent.Mark, 1, 1));
        Assert.Equal(0, silent.Mark.Slot);
        silent.RecordStep(sampler, follows: true);

        // The wait between two streams taken is at most two events where there is one stream.
        var early = new Source(2);
        Assert.True(sampler.Follows(ref early.Mark, Patience, 1));
        Assert.Equal(1, early.Mark.Slot);
        var late = new Source(3);
        Assert.True(sampler.Follows(ref late.Mark, Patience + 3, 1));
        Assert.Equal(0, late.Mark.Slot);

        sampler.Follows(ref silent.Mark, Patience + 4, 1);
        Assert.NotEqual(late.Mark, silent.Mark);
    }

    [Fact]
    public void Follows_EvictedStreamThatComesBack_StartsAWindowOfItsOwn()
    {
        var sampler = new WindowSampler(Shape, Seed);
        var stream = new Source(1);
        Assert.True(sampler.Follows(ref stream.Mark, 1, 1));
        stream.RecordStep(sampler, follows: true);
        var anew = new Source(1);
        Assert.True(sampler.Follows(ref anew.Mark, 10, 1));
        Assert.Equal(1, anew.Mark.Slot);
    }

    [Fact]
    public void RecordTarget_StreamThatLostItsSlot_WritesNothing()
    {
        var sampler = new WindowSampler(Shape, Seed);
        var silent = new Source(1);
        var heir = new Source(2);
        sampler.Follows(ref silent.Mark, 1, 1);
        sampler.RecordInput(silent.Mark, Source.Input(1, 0), Source.State(1, 0));
        Assert.True(sampler.Follows(ref heir.Mark, 1 + Patience, 1));
        Assert.Equal(silent.Mark.Slot, heir.Mark.Slot);
        for (int step = 0; step < WindowSampler.WindowLength; step++)
        {
            // The target is owed from before the loss, and comes between the heir's.
            float[] before = [.. sampler.Targets];
            sampler.RecordTarget(ref silent.Mark, [float.MaxValue], isDisturbed: false);
            Assert.Equal(before, sampler.Targets.ToArray());
            Assert.Equal(step == WindowSampler.WindowLength - 1, sampler.Completes(heir.Mark));
            heir.RecordStep(sampler, follows: true);
        }

        Assert.False(heir.Mark.IsSet);
        Assert.Equal(Enumerable.Range(0, WindowSampler.WindowLength).Select(step => Source.Target(2, step)), sampler.Targets[..WindowSampler.WindowLength].ToArray());
    }

    [Fact]
    public void Clear_StreamWithAMarkFromBefore_LeavesTheSlotToItsNextStream()
    {
        var sampler = new WindowSampler(Shape, Seed);
        var silent = new Source(1);
        Assert.True(sampler.Follows(ref silent.Mark, 1, 1));
        var busy = new Source(2);
        long eventNumber = Patience;
        for (; !sampler.IsFull; eventNumber++)
        {
            busy.RecordStep(sampler, sampler.Follows(ref busy.Mark, eventNumber, 1));
        }

        sampler.Clear();
        var next = new Source(3);
        Assert.True(sampler.Follows(ref next.Mark, eventNumber + 2, 1));
        Assert.Equal((0, 0), (silent.Mark.Slot, next.Mark.Slot));
        sampler.Follows(ref silent.Mark, eventNumber + 3, 1);
        Assert.NotEqual(0, silent.Mark.IsSet ? silent.Mark.Slot : -1);
    }

    [Fact]
    public void Next_AllMarksOfASlotUsed_StartsOverWithItsFirst()
    {
        SampleMark first = default(SampleMark).Next(5);
        SampleMark last = MemoryMarshal.Cast<uint, SampleMark>([uint.MaxValue - 15 + 5])[0];
        Assert.Equal(5, last.Slot);
        Assert.NotEqual(first, first.Next(5));
        Assert.Equal(first, last.Next(5));
        Assert.True(default(SampleMark).Next(0).IsSet);
    }

    [Fact]
    public void Follows_SameSeed_ChoosesTheSameWindows()
    {
        WindowSampler first = Filled(Seed, streams: 5);
        WindowSampler same = Filled(Seed, streams: 5);
        WindowSampler other = Filled(Seed + 1, streams: 5);
        Assert.Equal(first.Inputs, same.Inputs);
        Assert.Equal(first.InitialStates, same.InitialStates);
        Assert.False(first.Inputs.SequenceEqual(other.Inputs), "another seed waits for other events");
    }

    [Fact]
    public void RecordTarget_DisturbedWindow_IsThrownAwayAtItsEnd()
    {
        var sampler = new WindowSampler(Shape, Seed);
        SampleMark mark = default;
        long eventNumber = 0;
        int steps = 0;
        for (int window = 0; window < 3 * WindowSampler.Count; window++)
        {
            for (int step = 0; step < WindowSampler.WindowLength;)
            {
                if (sampler.Follows(ref mark, ++eventNumber, 1))
                {
                    Assert.Equal(step == WindowSampler.WindowLength - 1, sampler.Completes(mark));
                    sampler.RecordInput(mark, Source.Input(1, step), Source.State(1, step));
                    sampler.RecordTarget(ref mark, [Source.Target(1, step)], isDisturbed: step == 5 && window % 3 != 2);
                    step++;
                    steps++;
                }
            }

            Assert.False(mark.IsSet);
            Assert.Equal(window == (3 * WindowSampler.Count) - 1, sampler.IsFull);
        }

        Assert.Equal(3 * WindowSampler.Count * WindowSampler.WindowLength, steps);
    }

    private static WindowSampler Filled(ulong seed, int streams)
    {
        var sampler = new WindowSampler(Shape, seed);
        Source[] sources = [.. Enumerable.Range(1, streams).Select(stream => new Source(stream))];
        for (long eventNumber = 1; !sampler.IsFull; eventNumber++)
        {
            Assert.InRange(eventNumber, 1, 100_000);
            Source source = sources[eventNumber % streams];
            source.RecordStep(sampler, sampler.Follows(ref source.Mark, eventNumber, streams));
        }

        return sampler;
    }

    /// <summary>A stream whose every number says which stream and step it is of.</summary>
    private sealed class Source(int stream)
    {
        public SampleMark Mark;
        private int step;

        public static float[] Input(float stream, float step) => [stream, step, stream + (step / 2)];

        public static float Target(float stream, float step) => (1000 * stream) + step;

        public static float[] State(float stream, float step) => [.. Enumerable.Range(0, Shape.StateLength).Select(index => (1000 * stream) + step + (index / 64f))];

        /// <summary>The stream's next step, recorded where a slot follows it.</summary>
        public void RecordStep(WindowSampler sampler, bool follows)
        {
            if (follows)
            {
                sampler.RecordInput(Mark, Input(stream, step), State(stream, step));
                sampler.RecordTarget(ref Mark, [Target(stream, step)], isDisturbed: false);
            }

            step++;
        }
    }
}
