using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Streams;

public sealed class LaneStateHashTests
{
    private const int Streams = 5;

    /// <summary>Far enough that some windows of a batch are full, some under way; the sampler's slots are filled one by one.</summary>
    private const int Events = 1_500;

    /// <summary>Each part of a lane's state, by what flips one bit of it.</summary>
    private static readonly Dictionary<string, Action<Lane>> parts = new()
    {
        ["the key of a row"] = lane => lane.Table.Header(1).Key = new StreamKey(lane.Table.Header(1).Key.Low ^ 1, lane.Table.Header(1).Key.High),
        ["the last byte of a row"] = FlipLastByteOfARow,
        ["a weight"] = lane => Flip(ref lane.Weights.Parameters[3]),
        ["a weight that learns"] = lane => Flip(ref lane.Weights.Candidate.Parameters[3]),
        ["what the weights that learn have gained"] = lane => Change(Promotion(lane), "gain"),
        ["the batches that they were judged by"] = lane => Change(Promotion(lane), "batches"),
        ["whether a window is disturbed"] = lane => ChangeFirst(Sampler(lane), "slots", "IsDisturbed"),
        ["a first moment"] = lane => Flip(ref lane.Weights.Moments[3]),
        ["a second moment"] = lane => Flip(ref lane.Weights.Moments[^1]),
        ["the optimiser's steps"] = lane => lane.Weights.OptimiserSteps++,
        ["an input of a window"] = lane => Flip(ref Mutable(Sampler(lane).Inputs)[0]),
        ["a target of a window"] = lane => Flip(ref Mutable(Sampler(lane).Targets)[0]),
        ["the state before a window"] = lane => Flip(ref Mutable(Sampler(lane).InitialStates)[0]),
        ["the sampler's random state"] = lane => Change(Sampler(lane), "random"),
        ["the sampler's next choice"] = lane => Change(Sampler(lane), "nextSample"),
        ["the steps of a window"] = lane => ChangeFirst(Sampler(lane), "slots", "Steps"),
        ["the patience with a window"] = lane => ChangeFirst(Sampler(lane), "slots", "Deadline"),
        ["the next optimiser step"] = lane => Change(lane.SharedTraining!, "nextStep"),
        ["the event number"] = lane => Change(lane, "eventNumber"),
        ["the watermark"] = lane => Change(Time(lane), "<Watermark>k__BackingField"),
        ["the time that the newest stream has stepped to"] = lane => Change(Time(lane), "steppedTime"),
        ["the newest stream's events in a row"] = lane => Change(Time(lane), "eventsInARow"),
        ["the events for which the median stood still"] = lane => Change(Time(lane), "standing"),
        ["how many streams have spoken"] = lane => Change(Time(lane), "count"),
        ["the newest stream's time"] = lane => ChangeFirst(Time(lane), "recent", "Time"),
        ["the time that the lane's past goes up to"] = lane => Change(Past(lane), "watermark"),
        ["the time that the lane was awake for"] = lane => Change(Past(lane), "<AwakeTime>k__BackingField"),
        ["the steps that it made"] = lane => Change(Past(lane), "steps"),
        ["the usual step"] = lane => Change(Past(lane), "step"),
        ["a mark's time"] = lane => ChangeFirst(Past(lane), "marks", "<Time>k__BackingField"),
        ["a mark's event"] = lane => ChangeFirst(Past(lane), "marks", "<EventNumber>k__BackingField"),
        ["the row that may make room next"] = lane => Change(Field(lane, "admission").GetValue(lane)!, "hand"),
        ["the row that was looked at"] = lane => Change(Silence(lane), "row"),
        ["the silence that was looked at"] = lane => Change(Silence(lane), "saidHand"),
        ["a silence that was said"] = lane => ((System.Collections.IList)Field(Silence(lane), "said").GetValue(Silence(lane))!).RemoveAt(0),
        ["a stream that was refused"] = lane => lane.Counters.CountRefused(new StreamKey(1, 2)),
        ["the name of a row"] = lane => lane.Names!.Set(1, "other"u8, isReplaced: true),
        ["the newest stream"] = lane => ChangeFirst(Time(lane), "recent", "Stream"),
    };

    public static TheoryData<string> Parts => [.. parts.Keys];

    [Fact]
    public void StateHash_SameEvents_IsTheSame()
    {
        using Lane one = Fed();
        using Lane two = Fed();

        Assert.Matches("^[0-9a-f]{32}$", one.StateHash());
        Assert.Equal(one.StateHash(), two.StateHash());
        Assert.Equal(one.StateHash(), one.StateHash());
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void StateHash_OneBitOfAnyPart_ChangesIt(string part)
    {
        using Lane lane = Fed();
        string before = lane.StateHash();

        parts[part](lane);

        Assert.NotEqual(before, lane.StateHash());
    }

    [Fact]
    public void StateHash_WeightThatNewStreamsStartFromAtAnyScale_ChangesIt()
    {
        using Lane lane = Fed(StreamMemory.Rich);
        var forecasters = (ImmutableArray<Forecaster>)Field(lane, "forecasters").GetValue(lane)!;
        Assert.Equal(3, forecasters.Length);
        foreach (Forecaster forecaster in forecasters)
        {
            string before = lane.StateHash();
            Flip(ref forecaster.Weights.Parameters[3]);
            Assert.NotEqual(before, lane.StateHash());
        }
    }

    [Fact]
    public void StateHash_EventThatIsTurnedAway_DiffersByTheOffsetAlone()
    {
        using Lane lane = Fed();
        using Lane other = Fed();
        string before = lane.StateHash();

        Assert.Equal(EventOutcome.Missing, Give(lane, Events, double.NaN));
        Assert.NotEqual(before, lane.StateHash());

        Assert.Equal(EventOutcome.OutOfRange, Give(other, Events, 1e31));
        Assert.Equal(lane.StateHash(), other.StateHash());
    }

    [Theory]
    [InlineData(StreamMemory.Lean)]
    [InlineData(StreamMemory.Rich)]
    public void StateHash_AnyFurtherEvent_ChangesIt(StreamMemory memory)
    {
        using Lane lane = Fed(memory);
        HashSet<string> seen = [];
        for (int i = 0; i < 100; i++)
        {
            Assert.True(seen.Add(lane.StateHash()), $"event {i} left the hash as it was");
            Give(lane, Events + i, i % 7);
        }
    }

    private static unsafe void FlipLastByteOfARow(Lane lane)
    {
        // The end of c, before the padding to a whole cache line: the last unit's cell state.
        byte* end = lane.Table.Row(2) + lane.Layout.Forecasters[0].HiddenOffset + (lane.Layout.Network.StateLength * sizeof(float));
        end[-1] ^= 1;
    }

    private static void Flip(ref float value) => value = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) ^ 1);

    private static Span<float> Mutable(ReadOnlySpan<float> values) => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(values), values.Length);

    private static WindowSampler Sampler(Lane lane) => lane.SharedTraining!.Sampler;

    private static object Promotion(Lane lane) => Field(lane.SharedTraining!, "promotion").GetValue(lane.SharedTraining)!;

    private static object Past(Lane lane) => Field(lane, "past").GetValue(lane)!;

    private static object Silence(Lane lane) => Field(lane, "silence").GetValue(lane)!;

    private static object Time(Lane lane) => Field(lane, "time").GetValue(lane)!;

    private static FieldInfo Field(object owner, string name) => owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!;

    private static void Change(object owner, string name)
    {
        FieldInfo field = Field(owner, name);
        field.SetValue(owner, field.GetValue(owner) switch
        {
            long value => value ^ 1,
            int value => value ^ 1,
            bool value => !value,
            double value => value + 1,
            SplitMix64 value => new SplitMix64(value.State ^ 1),
            UsualInterval => default(UsualInterval),
            StreamKey value => value with { High = value.High ^ 1 },
            object value => throw new NotSupportedException($"{name} is a {value.GetType()}."),
            null => throw new NotSupportedException($"{name} is null."),
        });
    }

    private static void ChangeFirst(object owner, string name, string part)
    {
        var array = (Array)Field(owner, name).GetValue(owner)!;
        object value = array.GetValue(0)!;
        Change(value, part);
        array.SetValue(value, 0);
    }

    private static Lane Fed(StreamMemory memory = StreamMemory.Lean)
    {
        Lane lane = new(new LaneOptions { Memory = memory, Capacity = 8, HiddenUnits = 8, WarmUpEvents = 60, SilenceIntervals = 10 });
        for (int i = 0; i < Events; i++)
        {
            Give(lane, i, (i / Streams % 24) + (i * 0.618 % 1));
        }

        Assert.True(lane.Counters.TrainingSteps > 0, "the weights and moments should have moved");
        return lane;
    }

    /// <summary>Streams in turn, a second apart; the sixth falls silent after a while, and is missed.</summary>
    private static EventOutcome Give(Lane lane, int index, double value) => lane.Process(
        new SensorEvent { Key = [(byte)'s', (byte)(index % (index < 600 ? Streams + 1 : Streams))], Time = 1_769_860_800_000 + (index * 1_000L), Values = [value], Offset = index }, new ScoredEvent(1));
}
