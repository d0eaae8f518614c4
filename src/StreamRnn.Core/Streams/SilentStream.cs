using System.Collections.Immutable;

namespace StreamRnn.Core.Streams;

/// <summary>A stream that does not speak any more, as a lane found out with one of its events. Made when there is one, never per event.</summary>
public sealed record SilentStream
{
    /// <summary>The batch's event with which it was found out; 0 where the event came alone.</summary>
    public required int EventIndex { get; init; }

    /// <summary>The stream's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its last values, one per feature, NaN where missing.</summary>
    public required ImmutableArray<double> LastValues { get; init; }

    /// <summary>For how long it has been silent, in the time that the lane was awake for.</summary>
    public required TimeSpan Silence { get; init; }

    /// <summary>What it usually is silent for between two readings.</summary>
    public required TimeSpan UsualInterval { get; init; }

    /// <summary>How many times <see cref="Silence"/> is what is still no silence of this stream, 1 and above.</summary>
    public required double Excess { get; init; }

    /// <summary>Its events before.</summary>
    public required long EventCount { get; init; }

    /// <summary>False where the silence was said already, and lasts.</summary>
    public required bool IsNew { get; init; }
}
