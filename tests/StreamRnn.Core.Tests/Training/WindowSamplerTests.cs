using StreamRnn.Core.Networks;
using StreamRnn.Core.Streams;
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
        WindowSampler slots = Filled(Seed, streams: 5);
        for (int window = 0; window < WindowSampler.Count; window++)
        {
            ReadOnlySpan<float> inputs = slots.Inputs.Slice(window * WindowSampler.WindowLength * Shape.Inputs, WindowSampler.WindowLength * Shape.Inputs);
            ReadOnlySpan<float> targets = slots.Targets.Slice(window * WindowSampler.WindowLength, WindowSampler.WindowLength);
            (float stream, float first) = (inputs[0], inputs[1]);
            for (int step = 0; step < WindowSampler.WindowLength; step++)
            {
                Assert.Equal(Source.Input(stream, first + step), inputs.Slice(step * Shape.Inputs, Shape.Inputs).ToArray());
                Assert.Equal(Source.Target(stream, first + step), targets[step]);
            }

            Assert.Equal(Source.State(stream, first), slots.InitialStates.Slice(window * Shape.StateLength, Shape.StateLength).ToArray());
        }
    }

    [Fact]
    public void IsFull_SixteenthWindowsLastStep_IsToldBeforeAndFillsTheBatch()
    {
        var slots = new WindowSampler(Shape, Seed);
        var source = new Source(1);
        int windows = 0;
        for (long eventNumber = 1; windows < WindowSampler.Count; eventNumber++)
        {
            Assert.False(slots.IsFull);
            bool follows = slots.Follows(ref source.Header, eventNumber, 1);
            bool completes = follows && slots.Completes(source.Header);
            source.RecordStep(slots, follows);
            windows += completes ? 1 : 0;
            Assert.Equal(completes, follows && source.Header.SamplerSlot == 0);
        }

        Assert.True(slots.IsFull);
        Assert.False(slots.Follows(ref source.Header, 1_000_000, 1), "a full batch follows nobody");
        slots.Clear();
        Assert.False(slots.IsFull);
        Assert.True(slots.Follows(ref source.Header, 1_000_000, 1));
    }

    [Fact]
    public void Follows_StreamThatFellSilent_FreesItsRecorderWhenPatienceEnds()
    {
        var slots = new WindowSampler(Shape, Seed);
        var silent = new Source(1);
        Assert.True(slots.Follows(ref silent.Header, 1, 1));
        Assert.Equal(1, silent.Header.SamplerSlot);
        silent.RecordStep(slots, follows: true);

        // The wait between two streams taken is at most two events where there is one stream.
        var early = new Source(2);
        Assert.True(slots.Follows(ref early.Header, Patience, 1));
        Assert.Equal(2, early.Header.SamplerSlot);
        var late = new Source(3);
        Assert.True(slots.Follows(ref late.Header, Patience + 3, 1));
        Assert.Equal(1, late.Header.SamplerSlot);

        slots.Follows(ref silent.Header, Patience + 4, 1);
        Assert.NotEqual(1, silent.Header.SamplerSlot);
    }

    [Fact]
    public void Follows_EvictedStreamThatComesBack_StartsAWindowOfItsOwn()
    {
        var slots = new WindowSampler(Shape, Seed);
        var stream = new Source(1);
        Assert.True(slots.Follows(ref stream.Header, 1, 1));
        stream.RecordStep(slots, follows: true);
        var anew = new Source(1);
        Assert.True(slots.Follows(ref anew.Header, 10, 1));
        Assert.Equal(2, anew.Header.SamplerSlot);
    }

    [Fact]
    public void RecordTarget_StreamThatLostItsRecorder_WritesNothing()
    {
        var slots = new WindowSampler(Shape, Seed);
        var silent = new Source(1);
        var heir = new Source(2);
        slots.Follows(ref silent.Header, 1, 1);
        slots.RecordInput(silent.Header, Source.Input(1, 0), Source.State(1, 0));
        Assert.True(slots.Follows(ref heir.Header, 1 + Patience, 1));
        Assert.Equal(silent.Header.SamplerSlot, heir.Header.SamplerSlot);
        for (int step = 0; step < WindowSampler.WindowLength; step++)
        {
            // The target is owed from before the loss, and comes between the heir's.
            float[] before = [.. slots.Targets];
            slots.RecordTarget(ref silent.Header, [float.MaxValue]);
            Assert.Equal(before, slots.Targets.ToArray());
            Assert.Equal(step == WindowSampler.WindowLength - 1, slots.Completes(heir.Header));
            heir.RecordStep(slots, follows: true);
        }

        Assert.Equal(0, heir.Header.SamplerSlot);
        Assert.Equal(Enumerable.Range(0, WindowSampler.WindowLength).Select(step => Source.Target(2, step)), slots.Targets[..WindowSampler.WindowLength].ToArray());
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

    private static WindowSampler Filled(ulong seed, int streams)
    {
        var slots = new WindowSampler(Shape, seed);
        Source[] sources = [.. Enumerable.Range(1, streams).Select(stream => new Source(stream))];
        for (long eventNumber = 1; !slots.IsFull; eventNumber++)
        {
            Assert.InRange(eventNumber, 1, 100_000);
            Source source = sources[eventNumber % streams];
            source.RecordStep(slots, slots.Follows(ref source.Header, eventNumber, streams));
        }

        return slots;
    }

    /// <summary>A stream whose every number says which stream and step it is of.</summary>
    private sealed class Source
    {
        public RowHeader Header;
        private readonly int stream;
        private int step;

        public Source(int stream)
        {
            this.stream = stream;
            Header.Key = new StreamKey((ulong)stream, (ulong)stream);
        }

        public static float[] Input(float stream, float step) => [stream, step, stream + (step / 2)];

        public static float Target(float stream, float step) => (1000 * stream) + step;

        public static float[] State(float stream, float step) => [.. Enumerable.Range(0, Shape.StateLength).Select(index => (1000 * stream) + step + (index / 64f))];

        /// <summary>The stream's next step, recorded where a slot follows it.</summary>
        public void RecordStep(WindowSampler slots, bool follows)
        {
            if (follows)
            {
                slots.RecordInput(Header, Input(stream, step), State(stream, step));
                slots.RecordTarget(ref Header, [Target(stream, step)]);
            }

            step++;
        }
    }
}
