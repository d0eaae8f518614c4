using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>A lane that is given one reading after the other.</summary>
internal sealed class LaneRun(LaneOptions options) : IDisposable
{
    /// <summary>Events of a stream before its first alarm.</summary>
    public const int WarmUp = 60;

    public const long Minute = 60_000;

    /// <summary>The time before the first event that is given without one.</summary>
    public const long Start = 1_700_000_000_000;

    private long offset = -1;
    private long time = Start;

    public static TheoryData<StreamMemory> Memories => [StreamMemory.Lean, StreamMemory.Rich];

    public Lane Lane { get; } = new(options);

    public ScoredEvent Scored { get; } = new(options.Features);

    public static LaneOptions Options(StreamMemory memory) => new() { Memory = memory, Capacity = 8, WarmUpEvents = WarmUp };

    public static double Wave(int i) => 10 * Math.Sin(i * 2 * Math.PI / 24);

    /// <summary>A wave with reproducible roughness (the golden ratio's fractional parts), so that neighbours never repeat.</summary>
    public static double Noisy(int i) => Wave(i) + (i * 0.618033988749895 % 1);

    public EventOutcome Give(string stream, params double[] values) => Give(stream, time += Minute, values);

    public EventOutcome Give(string stream, long at, params double[] values) => GiveAt(++offset, stream, at, values);

    public EventOutcome GiveAt(long at, string stream, long eventTime, params double[] values) =>
        Lane.Process(new SensorEvent { Key = System.Text.Encoding.UTF8.GetBytes(stream), Time = eventTime, Values = values, Offset = at }, Scored);

    public long[] Said() => Streams.Said.Of(Scored);

    public void Dispose() => Lane.Dispose();
}
