using System.Collections.Immutable;

namespace StreamRnn.Worker.Demo;

/// <summary>
/// What the demo plays: this list and nothing else. To change it, put the series into Demo/Data with its rows of
/// labelled-windows.csv (and of the README there) and name it here.
/// </summary>
internal static class DemoCatalogue
{
    /// <summary>The streams, in the order in which they are listed.</summary>
    public static ImmutableArray<DemoStream> Streams { get; } =
    [
        new("machine_temperature_system_failure", "Temperature inside an industrial machine, every 5 minutes"),
        new("nyc_taxi", "Taxi passengers in New York City, every 30 minutes"),
        new("ec2_request_latency_system_failure", "A cloud server up to its failure, every 5 minutes"),
        new("rds_cpu_utilization_e47b3b", "Processor use of a database server in per cent, every 5 minutes"),
        new("ec2_cpu_utilization_5f5533", "Processor use of a cloud server in per cent, every 5 minutes"),
    ];
}

/// <summary>A bundled series as the catalogue names it.</summary>
/// <param name="Name">The stream's key and, with <c>.csv</c>, its file in Demo/Data.</param>
/// <param name="Caption">What is measured, in a few words.</param>
internal sealed record DemoStream(string Name, string Caption);
