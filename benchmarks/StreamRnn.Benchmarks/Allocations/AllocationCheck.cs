using StreamRnn.Benchmarks.Kernels;
using StreamRnn.Benchmarks.Lanes;
using StreamRnn.Benchmarks.Parsing;
using StreamRnn.Benchmarks.Scoring;
using StreamRnn.Benchmarks.Streams;
using StreamRnn.Benchmarks.Targets;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Tests.Hosting;

namespace StreamRnn.Benchmarks.Allocations;

/// <summary>The benchmark <c>allocations</c>: every operation's bytes against its budget.</summary>
internal static class AllocationCheck
{
    private const int Operations = 10_000;

    /// <summary>Events of a batch are many operations already.</summary>
    private const int Batches = 400;

    /// <summary>Runs it; false where a budget is blown or has no measurement, or the other way round.</summary>
    public static bool Run(Report report)
    {
        IReadOnlyDictionary<string, double> budgets = AllocationBudgets.Load();
        IReadOnlyDictionary<string, double> measured = Measure();
        var lines = new List<string[]> { new[] { "operation", "bytes", "budget" } };
        lines.AddRange(measured.Select(operation => new[]
        {
            operation.Key,
            FormattableString.Invariant($"{operation.Value:0.##}"),
            budgets.TryGetValue(operation.Key, out double budget) ? FormattableString.Invariant($"{budget:0.##}") : "none",
        }));
        MarkdownTable.Write(Console.Out, lines);
        IReadOnlyList<string> problems = AllocationBudgets.Problems(budgets, measured);
        foreach (string problem in problems)
        {
            Console.Error.WriteLine($"allocations: {problem}");
        }

        report.Measured(TargetCatalogue.OverBudget, problems.Count);
        return problems.Count == 0;
    }

    /// <summary>Bytes an operation, by name.</summary>
    public static IReadOnlyDictionary<string, double> Measure()
    {
        var bytes = new Dictionary<string, double>();
        MeasureNetwork(bytes);
        MeasureParsing(bytes);
        MeasureTable(bytes);
        MeasureScoring(bytes);
        MeasureLanes(bytes);
        bytes.Add("broker to score, native batches", MeasuredIngest.Run(laneThreads: 1).BytesPerEvent);
        AlertAllocation.Measure(bytes);
        return bytes;
    }

    private static void MeasureNetwork(Dictionary<string, double> bytes)
    {
        var network = new ForecastNetworkBenchmarks();
        network.Prepare();
        bytes.Add("network step, one stream", AllocationMeter.BytesPerOperation(Operations, () => network.One()));
        bytes.Add("network step, many streams", AllocationMeter.BytesPerOperation(Batches, () => network.Many()));
        var trainer = new NetworkTrainerBenchmarks();
        trainer.Prepare();
        bytes.Add("training batch", AllocationMeter.BytesPerOperation(Batches, () => trainer.Step()));
    }

    private static void MeasureParsing(Dictionary<string, double> bytes)
    {
        var parsing = new ParsingBenchmarks();
        parsing.SetUp();
        bytes.Add("parse, scanned", AllocationMeter.BytesPerOperation(Operations, () => parsing.Scanner()));
        bytes.Add("parse, read by Utf8JsonReader", AllocationMeter.BytesPerOperation(Operations, () => parsing.Utf8JsonReader()));
    }

    private static void MeasureTable(Dictionary<string, double> bytes)
    {
        var table = new StreamTableBenchmarks();
        table.SetUp();
        bytes.Add("table find", AllocationMeter.BytesPerOperation(Operations, () => table.FindHit()));
        bytes.Add("table find, a stranger", AllocationMeter.BytesPerOperation(Operations, () => table.FindMiss()));
        bytes.Add("table add with eviction", AllocationMeter.BytesPerOperation(Operations, () => table.AddWithEviction()));
        table.CleanUp();
    }

    private static void MeasureScoring(Dictionary<string, double> bytes)
    {
        var scoring = new ScoringBenchmarks();
        scoring.SetUp();
        bytes.Add("calibrators", AllocationMeter.BytesPerOperation(Operations, () => scoring.Calibration()));
        bytes.Add("running ranges", AllocationMeter.BytesPerOperation(Operations, () => scoring.Ranges()));
        bytes.Add("detector", AllocationMeter.BytesPerOperation(Operations, () => scoring.Detector()));
    }

    private static void MeasureLanes(Dictionary<string, double> bytes)
    {
        LaneOptions lean = new() { Memory = StreamMemory.Lean, Learn = false };
        LaneOptions rich = new() { Memory = StreamMemory.Rich };
        MeasureLane("lane, lean, one by one", lean, batched: false);
        MeasureLane("lane, lean, batch", lean, batched: true);
        MeasureLane("lane, lean, batch, learning", lean with { Learn = true }, batched: true);
        MeasureLane("lane, rich, one by one", rich, batched: false);
        MeasureLane("lane, rich, batch", rich, batched: true);

        void MeasureLane(string name, LaneOptions options, bool batched)
        {
            using var load = new LaneLoad(name, options, LaneLoad.HotStreams, batched);
            bytes.Add(name, batched
                ? AllocationMeter.BytesPerOperation(Batches / 4, () => load.GiveBatch())
                : AllocationMeter.BytesPerOperation(Operations / 4, () => load.GiveOne()));
        }
    }
}
