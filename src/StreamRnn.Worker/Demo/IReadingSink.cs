namespace StreamRnn.Worker.Demo;

/// <summary>Where the player's readings go.</summary>
internal interface IReadingSink
{
    /// <summary>Hands a reading over, in order; it may still be under way when this returns.</summary>
    void Send(DemoReading reading);

    /// <summary>Waits until all that was handed over has arrived.</summary>
    void Flush(CancellationToken cancellationToken);
}
