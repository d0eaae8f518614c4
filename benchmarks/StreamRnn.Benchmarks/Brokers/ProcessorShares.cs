using System.Globalization;

namespace StreamRnn.Benchmarks.Brokers;

/// <summary>Cores' worth of processor time over a span.</summary>
/// <param name="Own">This process.</param>
/// <param name="Broker">The broker; 0 for one that we did not start, which may run elsewhere.</param>
/// <param name="Machine">All programs together; NaN where the system doesn't tell.</param>
internal sealed record ProcessorShares(double Own, double Broker, double Machine)
{
    /// <summary>The share of the machine that all programs together take, 0 to 1.</summary>
    public double MachineUse => Machine / Environment.ProcessorCount;

    /// <summary>How many times as much this process could do if it had every core that the broker leaves.</summary>
    public double Room => (Environment.ProcessorCount - Broker) / Own;

    /// <summary><c>cores busy: this process 1.21, broker 0.43, all programs 1.80 of 2</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"cores busy: this process {Own:0.00}, broker {Broker:0.00}, all programs {Machine:0.00} of {Environment.ProcessorCount}");
}
