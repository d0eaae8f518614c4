using StreamRnn.Core.Networks;
using StreamRnn.Core.Streams;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

public sealed class WindowRecordersTests
{
    private const ulong Seed = 7;

    /// <summary>Four times a window's length: the events a stream for which a recorder waits.</summary>
    private const int Patience = 4 * WindowRecorders.WindowLength;

    private static readonly NetworkShape Shape = new(3, 8, 1);

    [Fact]
    public void Record_InterleavedStreams_GivesWindowsOfSuccessiveStepsWithTheStateBeforeTheFirst()
    {
        WindowRecorders recorders = Filled(Seed, streams: 5);
        for (int window = 0; window < WindowRecorders.Count; window++)
        {
            ReadOnlySpan<float> inputs = recorders.Inputs.Slice(window * WindowRecorders.WindowLength * Shape.Inputs, WindowRecorders.WindowLength * Shape.Inputs);
            ReadOnlySpan<float> targets = recorders.Targets.Slice(window * WindowRecorders.WindowLength, WindowRecorders.WindowLength);
            (float stream, float first) = (inputs[0], inputs[1]);
            for (int step = 0; step < WindowRecorders.WindowLength; step++)
            {
                Assert.Equal(Source.Input(stream, first + step), inputs.Slice(step * Shape.Inputs, Shape.Inputs).ToArray());
                Assert.Equal(Source.Target(stream, first + step), targets[step]);
            }

            Assert.Equal(Source.State(stream, first), recorders.InitialStates.Slice(window * Shape.StateLength, Shape.StateLength).ToArray());
        }
    }

    [Fact]
    public void IsFull_SixteenthWindowsLastStep_IsToldBeforeAndFillsTheBatch()
    {
        var recorders = new WindowRecorders(Shape, Seed);
        var source = new Source(1);
        int windows = 0;
        for (long eventNumber = 1; windows < WindowRecorders.Count; eventNumber++)
        {
            Assert.False(recorders.IsFull);
            bool follows = recorders.Follows(ref source.Header, eventNumber, 1);
            bool completes = follows && recorders.Completes(source.Header);
            source.RecordStep(recorders, follows);
            windows += completes ? 1 : 0;
            Assert.Equal(completes, follows && source.Header.Recorder == 0);
        }

        Assert.True(recorders.IsFull);
        Assert.False(recorders.Follows(ref source.Header, 1_000_000, 1), "a full batch follows nobody");
        recorders.Clear();
        Assert.False(recorders.IsFull);
        Assert.True(recorders.Follows(ref source.Header, 1_000_000, 1));
    }

    [Fact]
    public void Follows_StreamThatFellSilent_FreesItsRecorderWhenPatienceEnds()
    {
        var recorders = new WindowRecorders(Shape, Seed);
        var silent = new Source(1);
        Assert.True(recorders.Follows(ref silent.Header, 1, 1));
        Assert.Equal(1, silent.Header.Recorder);
        silent.RecordStep(recorders, follows: true);

        // The wait between two streams taken is at most two events where there is one stream.
        var early = new Source(2);
        Assert.True(recorders.Follows(ref early.Header, Patience, 1));
        Assert.Equal(2, early.Header.Recorder);
        var late = new Source(3);
        Assert.True(recorders.Follows(ref late.Header, Patience + 3, 1));
        Assert.Equal(1, late.Header.Recorder);

        recorders.Follows(ref silent.Header, Patience + 4, 1);
        Assert.NotEqual(1, silent.Header.Recorder);
    }

    [Fact]
    public void Follows_EvictedStreamThatComesBack_StartsAWindowOfItsOwn()
    {
        var recorders = new WindowRecorders(Shape, Seed);
        var stream = new Source(1);
        Assert.True(recorders.Follows(ref stream.Header, 1, 1));
        stream.RecordStep(recorders, follows: true);
        var anew = new Source(1);
        Assert.True(recorders.Follows(ref anew.Header, 10, 1));
        Assert.Equal(2, anew.Header.Recorder);
    }

    [Fact]
    public void RecordTarget_StreamThatLostItsRecorder_WritesNothing()
    {
        var recorders = new WindowRecorders(Shape, Seed);
        var silent = new Source(1);
        var heir = new Source(2);
        recorders.Follows(ref silent.Header, 1, 1);
        recorders.RecordInput(silent.Header, Source.Input(1, 0), Source.State(1, 0));
        Assert.True(recorders.Follows(ref heir.Header, 1 + Patience, 1));
        Assert.Equal(silent.Header.Recorder, heir.Header.Recorder);
        for (int step = 0; step < WindowRecorders.WindowLength; step++)
        {
            // The target is owed from before the loss, and comes between the heir's.
            float[] before = [.. recorders.Targets];
            recorders.RecordTarget(ref silent.Header, [float.MaxValue]);
            Assert.Equal(before, recorders.Targets.ToArray());
            Assert.Equal(step == WindowRecorders.WindowLength - 1, recorders.Completes(heir.Header));
            heir.RecordStep(recorders, follows: true);
        }

        Assert.Equal(0, heir.Header.Recorder);
        Assert.Equal(Enumerable.Range(0, WindowRecorders.WindowLength).Select(step => Source.Target(2, step)), recorders.Targets[..WindowRecorders.WindowLength].ToArray());
    }

    [Fact]
    public void Follows_SameSeed_ChoosesTheSameWindows()
    {
        WindowRecorders first = Filled(Seed, streams: 5);
        WindowRecorders same = Filled(Seed, streams: 5);
        WindowRecorders other = Filled(Seed + 1, streams: 5);
        Assert.Equal(first.Inputs, same.Inputs);
        Assert.Equal(first.InitialStates, same.InitialStates);
        Assert.False(first.Inputs.SequenceEqual(other.Inputs), "another seed waits for other events");
    }

    private static WindowRecorders Filled(ulong seed, int streams)
    {
        var recorders = new WindowRecorders(Shape, seed);
        Source[] sources = [.. Enumerable.Range(1, streams).Select(stream => new Source(stream))];
        for (long eventNumber = 1; !recorders.IsFull; eventNumber++)
        {
            Assert.InRange(eventNumber, 1, 100_000);
            Source source = sources[eventNumber % streams];
            source.RecordStep(recorders, recorders.Follows(ref source.Header, eventNumber, streams));
        }

        return recorders;
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

        /// <summary>The stream's next step, recorded where a recorder follows it.</summary>
        public void RecordStep(WindowRecorders recorders, bool follows)
        {
            if (follows)
            {
                recorders.RecordInput(Header, Input(stream, step), State(stream, step));
                recorders.RecordTarget(ref Header, [Target(stream, step)]);
            }

            step++;
        }
    }
}
