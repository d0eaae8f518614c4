using StreamRnn.Benchmarks.Brokers;
using StreamRnn.Tests;

namespace StreamRnn.Benchmarks.Commands;

/// <summary>How a part is to be run.</summary>
internal sealed record PartSettings
{
    /// <summary>A fraction of the rounds and events: shows that all works, and its figures say nothing.</summary>
    public bool Quick { get; init; }

    /// <summary>A broker that runs, or <see cref="BenchmarkBroker.Own"/>.</summary>
    public string BootstrapServers { get; init; } = BenchmarkBroker.Own;

    /// <summary>Events of the worker's main load.</summary>
    public int Events { get; init; } = 10_000_000;

    /// <summary>Streams of the worker's main load.</summary>
    public int Streams { get; init; } = 70_000;

    /// <summary>What the worker reads at full speed, of which the latency's loads are at most half; 0 measures it first.</summary>
    public double EventsPerSecond { get; init; }

    /// <summary>The labelled series of the detection's targets: a folder with nab/ and aiops/.</summary>
    public string Data { get; init; } = RepositoryRoot.At("../shared/data");
}
