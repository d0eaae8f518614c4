using System.Runtime.CompilerServices;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Training;

/// <summary>
/// Samples windows of many streams for the weights that they share: a fixed number of slots, each of which follows one stream at a time for a
/// window of steps. When all are full they are one batch, so that training memory does not grow with the streams.
/// </summary>
/// <remarks>
/// Streams are sampled by their activity: a free slot takes the stream of the event at which a random wait ends.
/// A slot whose stream was evicted or fell silent is free again when its patience ends.
/// </remarks>
public sealed class WindowSampler
{
    /// <summary>Windows a batch, B.</summary>
    public const int Count = 16;

    /// <summary>Steps a window, T.</summary>
    public const int WindowLength = 32;

    /// <summary>Events of the lane a stream, within which a window must be full: four times what it takes at the mean rate.</summary>
    private const int Patience = 4 * WindowLength;

    private readonly int inputLength;
    private readonly int targetLength;
    private readonly int stateLength;
    private readonly float[] inputs;
    private readonly float[] targets;
    private readonly float[] initialStates;
    private readonly Slot[] slots = new Slot[Count];
    private SplitMix64 random;
    private long nextSample;
    private int fullSlots;

    /// <summary>Reserves the windows of a batch.</summary>
    public WindowSampler(NetworkShape shape, ulong seed)
    {
        inputLength = WindowLength * shape.Inputs;
        targetLength = WindowLength * shape.Targets;
        stateLength = shape.StateLength;
        inputs = new float[Count * inputLength];
        targets = new float[Count * targetLength];
        initialStates = new float[Count * stateLength];
        random = new SplitMix64(seed);
    }

    /// <summary>Bytes of the windows of a batch.</summary>
    public static long SizeBytes(NetworkShape shape) =>
        Count * ((long)sizeof(float) * (WindowLength * (shape.Inputs + shape.Targets) + shape.StateLength) + Unsafe.SizeOf<Slot>());

    /// <summary>True when every slot holds a full window.</summary>
    public bool IsFull => fullSlots == Count;

    /// <summary>The windows' inputs, <c>[B, T, inputs]</c>.</summary>
    public ReadOnlySpan<float> Inputs => inputs;

    /// <summary>The windows' targets, <c>[B, T, features]</c>, NaN where missing.</summary>
    public ReadOnlySpan<float> Targets => targets;

    /// <summary>The state before each window, h then c: <c>[B, stateLength]</c>.</summary>
    public ReadOnlySpan<float> InitialStates => initialStates;

    /// <summary>Before the network's step: whether the stream is followed, or is from this event on. Then <see cref="RecordInput"/> and <see cref="RecordTarget"/> are owed.</summary>
    /// <param name="mark">The stream's mark, brought up to date here.</param>
    /// <param name="eventNumber">The lane's event number.</param>
    /// <param name="streams">Streams of the lane now.</param>
    public bool Follows(ref SampleMark mark, long eventNumber, int streams)
    {
        if (mark.IsSet && slots[mark.Slot].Mark == mark)
        {
            return true;
        }

        mark = default;
        if (eventNumber < nextSample || IsFull)
        {
            return false;
        }

        nextSample = eventNumber + 1 + random.NextInt(2 * streams);
        for (int i = 0; i < Count; i++)
        {
            ref Slot slot = ref slots[i];
            bool isFree = slot.Deadline <= eventNumber && slot.Steps < WindowLength;
            if (isFree)
            {
                mark = slot.Mark.Next(i);
                slot = new Slot { Mark = mark, Deadline = eventNumber + (long)Patience * streams };
                return true;
            }
        }

        return false;
    }

    /// <summary>Keeps the inputs of a followed stream's step, and at the window's first step the state before it, <c>[stateLength]</c>.</summary>
    public void RecordInput(SampleMark mark, ReadOnlySpan<float> input, ReadOnlySpan<float> state)
    {
        int steps = slots[mark.Slot].Steps;
        if (steps == 0)
        {
            state.CopyTo(initialStates.AsSpan(mark.Slot * stateLength, stateLength));
        }

        input.CopyTo(inputs.AsSpan(mark.Slot * inputLength + steps * input.Length, input.Length));
    }

    /// <summary>Whether the step of a followed stream is its window's last; false of a stream that is not followed.</summary>
    public bool Completes(SampleMark mark) => mark.IsSet && slots[mark.Slot].Steps == WindowLength - 1;

    /// <summary>Keeps what the step's forecast was of; after the window's last step the stream is followed no more. A stream that lost its slot since has nothing to keep.</summary>
    /// <param name="mark">The stream's mark, brought up to date here.</param>
    /// <param name="target">What the step's forecast was of, NaN where missing, <c>[features]</c>.</param>
    /// <param name="isDisturbed">Whether the window is not to be learned from: it is thrown away at its end, not before, so that it ends at the same event in any batch.</param>
    public void RecordTarget(ref SampleMark mark, ReadOnlySpan<float> target, bool isDisturbed)
    {
        ref Slot slot = ref slots[mark.Slot];
        if (slot.Mark != mark)
        {
            return;
        }

        target.CopyTo(targets.AsSpan(mark.Slot * targetLength + slot.Steps * target.Length, target.Length));
        slot.IsDisturbed |= isDisturbed;
        if (++slot.Steps == WindowLength)
        {
            mark = default;
            if (slot.IsDisturbed)
            {
                slot = new Slot { Mark = slot.Mark };
            }
            else
            {
                fullSlots++;
            }
        }
    }

    /// <summary>Forgets the batch; all slots are free.</summary>
    public void Clear()
    {
        foreach (ref Slot slot in slots.AsSpan())
        {
            // Its mark stays, so that the next one differs from all that streams may still hold.
            slot = new Slot { Mark = slot.Mark };
        }

        fullSlots = 0;
    }

    /// <summary>Goes over what the coming windows depend on: of the windows under way, the steps that they hold.</summary>
    internal void Walk(StateWalk walk)
    {
        random = new SplitMix64(walk.Next(random.State));
        nextSample = walk.Next(nextSample);
        fullSlots = 0;
        for (int i = 0; i < Count; i++)
        {
            ref Slot slot = ref slots[i];
            slot.Mark = walk.Value(slot.Mark);
            slot.Deadline = walk.Next(slot.Deadline);
            slot.Steps = walk.Next(slot.Steps, 0, WindowLength);
            slot.IsDisturbed = walk.Next(slot.IsDisturbed);
            walk.Block(inputs.AsSpan(i * inputLength, inputLength / WindowLength * slot.Steps));
            walk.Block(targets.AsSpan(i * targetLength, targetLength / WindowLength * slot.Steps));
            walk.Block(initialStates.AsSpan(i * stateLength, slot.Steps == 0 ? 0 : stateLength));
            fullSlots += slot.Steps == WindowLength ? 1 : 0;
        }
    }

    private struct Slot
    {
        public SampleMark Mark;
        public int Steps;
        public bool IsDisturbed;
        public long Deadline;
    }
}

/// <summary>
/// What a stream keeps of the sampler: the slot that follows it, and which of the slot's windows is its own. Of zeros where none follows it. A
/// slot that has gone to another stream has another mark; marks come round again after 268 million windows of a slot.
/// </summary>
public readonly record struct SampleMark
{
    /// <summary>How many marks a slot has: 28 bits, of which 0 is none.</summary>
    private const uint Windows = uint.MaxValue / WindowSampler.Count;

    private readonly uint windowAndSlot;

    private SampleMark(uint windowAndSlot) => this.windowAndSlot = windowAndSlot;

    /// <summary>Whether a slot follows the stream, or did until it went to another.</summary>
    public bool IsSet => windowAndSlot != 0;

    /// <summary>The slot's number, 0-based.</summary>
    internal int Slot => (int)(windowAndSlot % WindowSampler.Count);

    /// <summary>The mark of the slot's window after this one's; windows count from 1.</summary>
    internal SampleMark Next(int slot)
    {
        uint window = windowAndSlot / WindowSampler.Count;
        return new SampleMark((((window % Windows) + 1) * WindowSampler.Count) + (uint)slot);
    }
}
