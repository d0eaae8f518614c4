using System.Numerics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>
/// A fixed run of a lane, in tiles of many streams with steps of their levels, strangers that evict each other, missing readings and events out of
/// order, and a hash of all that it said and of the state it ended in. Every machine, vector width and process must give the same.
/// </summary>
internal sealed record ReferenceRun(string Name, LaneOptions Options, int Streams, int Events)
{
    /// <summary>What the test program is called with to print <see cref="Report"/>.</summary>
    public const string ReportArgument = "report-reference-runs";

    private const long Start = 1_769_860_800_000;
    private const int LargestBatch = 64;

    /// <summary>Streams that come now and then, for which there is too little room.</summary>
    private const int Strangers = 20;

    /// <summary>Both memories, several layers and features, hidden states that fill whole vectors and that don't.</summary>
    public static IReadOnlyList<ReferenceRun> All { get; } =
    [
        new("lean", new LaneOptions { Memory = StreamMemory.Lean, Capacity = 64, WarmUpEvents = 60 }, Streams: 60, Events: 20_000),
        new("lean, two layers and features", new LaneOptions { Memory = StreamMemory.Lean, Capacity = 64, Features = 2, HiddenUnits = 24, Layers = 2, WarmUpEvents = 60 }, Streams: 60, Events: 20_000),
        new("rich", new LaneOptions { Memory = StreamMemory.Rich, Capacity = 5, WarmUpEvents = 60 }, Streams: 4, Events: 1_500),
        new("rich, three features", new LaneOptions { Memory = StreamMemory.Rich, Capacity = 3, Features = 3, WarmUpEvents = 60 }, Streams: 2, Events: 2_000),
        new("rich, without a clock", new LaneOptions { Memory = StreamMemory.Rich, Capacity = 4, Features = 2, HiddenUnits = 24, HasClock = false, WarmUpEvents = 60 }, Streams: 3, Events: 1_000),
    ];

    public static ReferenceRun Named(string name) => All.Single(run => run.Name == name);

    /// <summary>A line on what the processor is told to be, then the hashes of all runs, one a line.</summary>
    public static string Report() => string.Join(
        '\n',
        [
            $"{VectorWidths.Preferred}, {Vector<double>.Count} doubles a vector, {(Fma.IsSupported || AdvSimd.IsSupported ? "fused" : "emulated")} multiply-add",
            .. All.Select(run => $"{run.Hash(VectorWidths.Preferred)} {run.Name}"),
        ]);

    /// <summary>The hash of what a lane of this vector width said and became.</summary>
    public string Hash(VectorWidth width)
    {
        using Lane lane = new(Options, width);
        using StateHash hash = new();
        EventBatch batch = new(LargestBatch, Options.Features);
        ScoredBatch scored = new(LargestBatch, Options.Features);
        var random = new SplitMix64(7);
        for (int next = 0; next < Events;)
        {
            batch.Clear();
            for (int size = 1 + random.NextInt(LargestBatch); batch.Count < size && next < Events; next++)
            {
                Add(batch, next, ref random);
            }

            lane.Process(batch, scored);
            for (int i = 0; i < batch.Count; i++)
            {
                hash.Add((long)scored.Outcomes[i]);
                if (scored.Outcomes[i] is EventOutcome.Scored or EventOutcome.WarmingUp)
                {
                    hash.Add<long>(Said.Of(scored[i]));
                }
            }
        }

        Assert.True(lane.Counters.TrainingSteps > 0 && lane.Counters.Evictions > 0, $"{lane.Counters.TrainingSteps} optimiser steps and {lane.Counters.Evictions} evictions: the run should cover both");
        lane.AddTo(hash);
        return hash.ToString();
    }

    private void Add(EventBatch batch, int index, ref SplitMix64 random)
    {
        Span<double> values = stackalloc double[Options.Features];
        for (int feature = 0; feature < values.Length; feature++)
        {
            double level = index % 3000 > 2900 ? 40 : 0;
            values[feature] = random.NextInt(30) == 0 ? double.NaN : level + (index * 0.618 % 1) + (index / Streams % 24) + feature;
        }

        // Mostly in turn, so that tiles grow long; now and then a stream comes again at once, or a stranger.
        int stream = random.NextInt(200) switch
        {
            0 => Streams + random.NextInt(Strangers),
            < 10 => (index + Streams - 1) % Streams,
            _ => index % Streams,
        };
        long late = random.NextInt(50) == 0 ? 1_000 * random.NextInt(200) : 0;
        batch.Add(new SensorEvent { Key = [(byte)'s', (byte)stream], Time = Start + (index * 1_000L) - late, Values = values, Offset = index });
    }
}
