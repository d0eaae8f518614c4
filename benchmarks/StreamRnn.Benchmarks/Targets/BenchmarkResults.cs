using System.Text.Json;

namespace StreamRnn.Benchmarks.Targets;

/// <summary>All that a run's parts measured. Each part runs in a process of its own and hands its share over in a file.</summary>
internal sealed class BenchmarkResults
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public List<TargetResult> Targets { get; init; } = [];

    public List<CurvePoint> Points { get; init; } = [];

    /// <summary>Events a second that one lane of the worker reached; 0 where it was not measured. Loads are shares of it.</summary>
    public double WorkerEventsPerSecond { get; set; }

    /// <summary>Reads a part's file; empty where the part ended before it wrote one.</summary>
    public static BenchmarkResults Load(string file)
    {
        if (!File.Exists(file))
        {
            return new BenchmarkResults();
        }

        using FileStream stream = File.OpenRead(file);
        return JsonSerializer.Deserialize<BenchmarkResults>(stream, Json) ?? new BenchmarkResults();
    }

    /// <summary>Takes another part's share in.</summary>
    public void Add(BenchmarkResults part)
    {
        Targets.AddRange(part.Targets);
        Points.AddRange(part.Points);
        WorkerEventsPerSecond = Math.Max(WorkerEventsPerSecond, part.WorkerEventsPerSecond);
    }

    public void Save(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, Json));
}
