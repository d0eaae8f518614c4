using StreamRnn.Benchmarks.Peers;

namespace StreamRnn.Benchmarks.Targets;

/// <summary>Every target, in the order in which the summary lists them. The limits are set for two cores with AVX-512.</summary>
internal static class TargetCatalogue
{
    public static readonly Target OneStreamOnnxRuntime = new("peers", $"one stream, H = 32 vs {PeerNames.OnnxRuntime}", Bound.AtLeast, 50);
    public static readonly Target OneStreamOneDnn = new("peers", $"one stream, H = 32 vs {PeerNames.OneDnn}", Bound.AtLeast, 15);
    public static readonly Target MicroBatchOnnxRuntime = new("peers", $"micro-batch 64, H = 32 vs {PeerNames.OnnxRuntime}", Bound.AtLeast, 3.5);
    public static readonly Target MicroBatchPeak32 = new("peers", "micro-batch 64, H = 32 share of peak", Bound.AtLeast, 70, "%");
    public static readonly Target MicroBatchPeak128 = new("peers", "micro-batch 64, H = 128 share of peak", Bound.AtLeast, 85, "%");
    public static readonly Target TrainingLibTorch = new("peers", $"training step, T = 32, B = 16, H = 32 vs {PeerNames.LibTorch}", Bound.AtLeast, 25);
    public static readonly Target TrainingPeak = new("peers", "training step, T = 32, B = 16, H = 32 share of peak", Bound.AtLeast, 65, "%");
    public static readonly Target MillionSteps = new("lanes", "a million streams in random order vs a hot micro-batch, the network's step", Bound.AtMost, 1.15);
    public static readonly Target MillionEvents = new("lanes", "a million streams in random order vs a hot micro-batch, the whole event", Bound.AtMost, 1.15);
    public static readonly Target ScoringShare = new("lanes", "scoring and calibration, share of an event", Bound.AtMost, 25, "%");
    public static readonly Target TrainingShare = new("lanes", "training, share of a lane's time, a fleet", Bound.AtMost, 5, "%");
    public static readonly Target BytesPerStream = new("memory", "a stream of a million, all included", Bound.AtMost, 1024, "B");
    public static readonly Target EstimateError = new("memory", "estimate against what the process took", Bound.AtMost, 10, "%");
    public static readonly Target OverBudget = new("allocations", "operations over their allocation budget", Bound.AtMost, 0);
    public static readonly Target WorkerDiscard = new("worker", "worker vs the batch call's discard rate, 70,000 streams", Bound.AtLeast, 60, "%");
    public static readonly Target WorkerDiscardMillion = new("worker", "worker vs the batch call's discard rate, 1,000,000 streams", Bound.AtLeast, 60, "%");
    public static readonly Target WorkerNaive = new("worker", "worker vs the naive pipeline, 70,000 streams", Bound.AtLeast, 10);
    public static readonly Target SecondLane = new("worker", "two lanes vs one, where a core is free", Bound.AtLeast, 1.8);
    public static readonly Target AlertLatency = new("latency", "p99 from append to alert, at least 30 % of the machine free", Bound.AtMost, 20, "ms");
    public static readonly Target RichNabStandard = new("detection", "NAB standard, rich", Bound.AtLeast, 71);
    public static readonly Target RichNabLowFalsePositives = new("detection", "NAB low false positives, rich", Bound.AtLeast, 64);
    public static readonly Target RichNabLowFalseNegatives = new("detection", "NAB low false negatives, rich", Bound.AtLeast, 75);
    public static readonly Target RichNabFrozen = new("detection", "NAB standard of the judging half, frozen threshold below the best, rich", Bound.AtMost, 2);
    public static readonly Target RichNabVolume = new("detection", "VUS-PR on NAB, rich", Bound.AtLeast, 0.5);
    public static readonly Target RichAiops = new("detection", "AIOps delay-7 F1 of the judging half, rich", Bound.AtLeast, 0.83);
    public static readonly Target RichAiopsFrozen = new("detection", "AIOps delay-7 F1 of the judging half, frozen threshold, rich", Bound.AtLeast, 0.82);
    public static readonly Target CommonNab = new("detection", "NAB standard at the one threshold of 0.5, rich", Bound.AtLeast, 69);
    public static readonly Target CommonAiops = new("detection", "AIOps delay-7 F1 of the judging half at the one threshold of 0.5, rich", Bound.AtLeast, 0.8);
    public static readonly Target LeanNab = new("detection", "NAB standard, lean fleet", Bound.AtLeast, 70);
    public static readonly Target LeanAiops = new("detection", "AIOps delay-7 F1 of the judging half, lean fleet", Bound.AtLeast, 0.82);
    public static readonly Target LeanAiopsFrozen = new("detection", "AIOps delay-7 F1 of the judging half, frozen threshold, lean fleet", Bound.AtLeast, 0.81);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Target> All { get; } =
    [
        OneStreamOnnxRuntime, OneStreamOneDnn, MicroBatchOnnxRuntime, MicroBatchPeak32, MicroBatchPeak128, TrainingLibTorch, TrainingPeak,
        MillionSteps, MillionEvents, ScoringShare, TrainingShare, BytesPerStream, EstimateError, OverBudget,
        WorkerDiscard, WorkerDiscardMillion, WorkerNaive, SecondLane, AlertLatency,
        RichNabStandard, RichNabLowFalsePositives, RichNabLowFalseNegatives, RichNabFrozen, RichNabVolume, RichAiops, RichAiopsFrozen, CommonNab, CommonAiops,
        LeanNab, LeanAiops, LeanAiopsFrozen,
    ];
}
