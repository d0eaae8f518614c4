using System.Globalization;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Hosting;

/// <summary>Says once a minute in the log, and at /readyz, that streams are refused for which there is no place, and what to set.</summary>
internal sealed class RefusalWatch(LaneRegistry registry, TimeProvider timeProvider, ILogger<RefusalWatch> logger) : IHostedService, IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>From so many times the capacity on, what is refused looks like anything but a fleet.</summary>
    private const int Doubtful = 16;

    private ITimer? timer;
    private long refusedBefore;

    /// <summary>What there is to say of the last whole minute; null where no reading was refused in it. Any thread may ask.</summary>
    public string? Warning { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        timer = timeProvider.CreateTimer(static watch => ((RefusalWatch)watch!).Look(), this, Interval, Interval);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => timer?.Dispose();

    private void Look()
    {
        LaneTotals lanes = registry.Sum();
        long refused = lanes.Outcomes[(int)EventOutcome.Refused];
        Warning = refused > refusedBefore ? Describe(refused - refusedBefore, lanes) : null;
        refusedBefore = refused;
        if (Warning is not null)
        {
            logger.Refused(Warning);
        }
    }

    private static string Describe(long refused, LaneTotals lanes)
    {
        string doubt = lanes.NeededCapacity > Doubtful * (lanes.Capacity / Math.Max(1, lanes.Watermarks.Count)) ? ", or look whether the records' keys name streams" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{refused:N0} readings within the last minute were refused: beside {lanes.Streams:N0} streams with a place there were about {lanes.RefusedStreams:N0} without one. "
            + $"Set streams.capacity to {RoundedUp(lanes.NeededCapacity)} or more{doubt}");
    }

    /// <summary>With a tenth to spare, to two digits: the number is an estimate.</summary>
    private static long RoundedUp(long streams)
    {
        double wanted = 1.1 * streams;
        double unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(wanted)) - 1));
        return Math.Min((long)(Math.Ceiling(wanted / unit) * unit), LaneOptions.MaxCapacity);
    }
}
