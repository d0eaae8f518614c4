namespace StreamRnn.Worker.Demo;

/// <summary>A span that people labelled as anomalous; both ends belong to it.</summary>
/// <param name="From">Unix milliseconds.</param>
/// <param name="To">Unix milliseconds.</param>
internal readonly record struct LabelledWindow(long From, long To)
{
    /// <summary>True where the event time lies in the window.</summary>
    public bool Contains(long time) => time >= From && time <= To;
}
