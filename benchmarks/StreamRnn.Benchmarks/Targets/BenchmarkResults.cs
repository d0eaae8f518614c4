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

/// <summary>One measured point of a plot.</summary>
/// <param name="Plot">The plot's name, which is its file's.</param>
/// <param name="Curve">The curve that it lies on.</param>
/// <param name="X">In the plot's horizontal unit.</param>
/// <param name="Y">In its vertical unit.</param>
internal sealed record CurvePoint(string Plot, string Curve, double X, double Y);

/// <summary>What became of a target: a figure, or the reason why there is none.</summary>
/// <param name="Name">The target's name.</param>
/// <param name="Measured">The figure in the target's unit; null where there is none.</param>
/// <param name="LeftOut">Why there is none: a peer, a broker or a core is missing.</param>
internal sealed record TargetResult(string Name, double? Measured, string? LeftOut = null);
