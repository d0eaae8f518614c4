using StreamRnn.Worker.Demo;

namespace StreamRnn.Worker.Tests.Demo;

/// <summary>Keeps what it is sent.</summary>
internal sealed class RecordingSink : IReadingSink
{
    private long sent;

    public List<DemoReading> Readings { get; } = [];

    public Action? OnSend { get; set; }

    public long Sent => Interlocked.Read(ref sent);

    public void Send(DemoReading reading)
    {
        Readings.Add(reading);
        OnSend?.Invoke();
        Interlocked.Increment(ref sent);
    }

    public void Flush(CancellationToken cancellationToken) => cancellationToken.ThrowIfCancellationRequested();

    public Task WaitForAsync(long count) => Wait.UntilAsync(() => Sent >= count, $"{count} readings are sent");
}
