using System.Runtime.CompilerServices;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Training;

/// <summary>
/// A fixed number of slots, each of which follows one stream at a time for a window of steps. When all are full
/// they are one batch for the weights that the lane's streams share: training memory does not grow with the streams.
/// </summary>
/// <remarks>
/// Streams are sampled by their activity: a free slot takes the stream of the event at which a random wait ends.
/// A slot whose stream was evicted or fell silent is freed when its patience ends.
/// </remarks>
public sealed class WindowSampler
{
    /// <summary>Windows a batch, B.</summary>
    public const int Count = 16;

    /// <summary>Steps a window, T.</summary>
    public const int WindowLength = 32;

    private readonly int inputLength;
    private readonly int targetLength;
    private readonly int stateLength;
    private readonly float[] inputs;
    private readonly float[] targets;
    private readonly float[] initialStates;
    private readonly Slot[] slots = new Slot[Count];
    private SplitMix64 random;
    private long nextSample;

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
    public bool IsFull => FullSlots == Count;

    private int FullSlots { get; set; }

    /// <summary>The windows' inputs, <c>[B, T, inputs]</c>.</summary>
    public ReadOnlySpan<float> Inputs => inputs;

    /// <summary>The windows' targets, <c>[B, T, features]</c>, NaN where missing.</summary>
    public ReadOnlySpan<float> Targets => targets;

    /// <summary>The state before each window, h then c: <c>[B, stateLength]</c>.</summary>
    public ReadOnlySpan<float> InitialStates => initialStates;

    /// <summary>Before the network's step: whether the stream is followed, or is from this event on. Then <see cref="RecordInput"/> and <see cref="RecordTarget"/> are owed.</summary>
    /// <param name="header">The stream's header; its slot mark is set here.</param>
    /// <param name="eventNumber">The lane's event number.</param>
    /// <param name="streams">Streams of the lane now.</param>
    public bool Follows(ref RowHeader header, long eventNumber, int streams)
    {
        if (header.SamplerSlot != 0)
        {
            ref Slot own = ref slots[header.SamplerSlot - 1];
            if (own.Owner == header.Key && own.Steps < WindowLength)
            {
                return true;
            }

            header.SamplerSlot = 0;
        }

        if (eventNumber < nextSample || IsFull)
        {
            return false;
        }

        nextSample = eventNumber + 1 + random.NextInt(2 * streams);
        for (int i = 0; i < Count; i++)
        {
            bool free = slots[i].Deadline <= eventNumber && slots[i].Steps < WindowLength;
            if (free)
            {
                slots[i] = new Slot { Owner = header.Key, Deadline = eventNumber + (long)Patience * streams };
                header.SamplerSlot = i + 1;
                return true;
            }
        }

        return false;
    }

    /// <summary>Keeps the inputs of a followed stream's step, and at the window's first step the state before it, <c>[stateLength]</c>.</summary>
    public void RecordInput(in RowHeader header, ReadOnlySpan<float> input, ReadOnlySpan<float> state)
    {
        int i = header.SamplerSlot - 1;
        ref Slot slot = ref slots[i];
        if (slot.Steps == 0)
        {
            state.CopyTo(initialStates.AsSpan(i * stateLength, stateLength));
        }

        input.CopyTo(inputs.AsSpan(i * inputLength + slot.Steps * input.Length, input.Length));
    }

    /// <summary>Whether the step of a followed stream is its window's last.</summary>
    public bool Completes(in RowHeader header) => header.SamplerSlot != 0 && slots[header.SamplerSlot - 1].Steps == WindowLength - 1;

    /// <summary>Keeps what the step's forecast was of; the window's last step frees the stream. A stream that lost its slot since has nothing to keep.</summary>
    public void RecordTarget(ref RowHeader header, ReadOnlySpan<float> target)
    {
        int i = header.SamplerSlot - 1;
        ref Slot slot = ref slots[i];
        if (slot.Owner != header.Key)
        {
            return;
        }

        target.CopyTo(targets.AsSpan(i * targetLength + slot.Steps * target.Length, target.Length));
        if (++slot.Steps == WindowLength)
        {
            header.SamplerSlot = 0;
            FullSlots++;
        }
    }

    /// <summary>Forgets the batch; all slots are free.</summary>
    public void Clear()
    {
        Array.Clear(slots);
        FullSlots = 0;
    }

    /// <summary>Adds what the coming windows depend on: of the windows under way, the steps that they hold.</summary>
    internal void AddTo(StateHash hash)
    {
        hash.Add(random.State);
        hash.Add(nextSample);
        for (int i = 0; i < Count; i++)
        {
            Slot slot = slots[i];
            hash.Add<StreamKey>([slot.Owner]);
            hash.Add(slot.Deadline);
            hash.Add(slot.Steps);
            hash.Add<float>(inputs.AsSpan(i * inputLength, inputLength / WindowLength * slot.Steps));
            hash.Add<float>(targets.AsSpan(i * targetLength, targetLength / WindowLength * slot.Steps));
            hash.Add<float>(initialStates.AsSpan(i * stateLength, slot.Steps == 0 ? 0 : stateLength));
        }
    }

    /// <summary>Events of the lane a stream, within which a window must be full: four times what it takes at the mean rate.</summary>
    private const int Patience = 4 * WindowLength;

    private struct Slot
    {
        public StreamKey Owner;
        public int Steps;
        public long Deadline;
    }
}
