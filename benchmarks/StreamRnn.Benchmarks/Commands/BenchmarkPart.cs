using StreamRnn.Benchmarks.Targets;

namespace StreamRnn.Benchmarks.Commands;

/// <summary>A part of the run: a command of its own, and a step of the whole.</summary>
/// <param name="Name">As the command line names it.</param>
/// <param name="Description">What it measures.</param>
/// <param name="Run">Measures; false where a result is wrong. <see cref="PartSettings"/> say how much.</param>
internal sealed record BenchmarkPart(string Name, string Description, Func<Report, PartSettings, Task<bool>> Run)
{
    /// <summary>All parts, in the order of the whole run.</summary>
    public static IReadOnlyList<BenchmarkPart> All { get; } =
    [
        new("peers", "The kernels beside ONNX Runtime, oneDNN, OpenBLAS and libtorch, and their shares of the processor's peak.", static (report, _) => Task.FromResult(Peers.PeerComparison.Run(report))),
        new("lanes", "What an event costs a lane, with few streams and with a million; what scoring and training take of it.", static (report, settings) => Task.FromResult(Lanes.LaneCosts.Run(report, settings.Quick))),
        new("memory", "What a million streams take of the process's memory, beside the estimate.", static (report, settings) => Task.FromResult(Memory.MemoryUse.Run(report, settings.Quick))),
        new("allocations", "Bytes that each operation allocates, against benchmarks/allocation-budgets.json.", static (report, _) => Task.FromResult(Allocations.AllocationCheck.Run(report))),
        new("worker", "The whole worker on a real broker, beside the client's discard rate, a plain loop and a naive pipeline.", static (report, settings) => Worker.WorkerThroughput.RunAsync(report, settings.BootstrapServers, settings.Events, settings.Streams, settings.Quick)),
        new("latency", "From a reading's append on a real broker to its alert, at four loads that leave some of the machine free.", static (report, settings) => Latency.AlertLatency.RunAsync(report, settings.BootstrapServers, settings.EventsPerSecond, settings.Quick)),
        new("detection", "What benchmarks of anomaly detection say of the detector, on labelled series: NAB and AIOps, rich and as a lean fleet.", static (report, settings) => Task.FromResult(Detection.DetectionScores.Run(report, settings.Data, settings.Quick))),
    ];
}
