using StreamRnn.Core.Numerics;

namespace StreamRnn.Worker.Fleet.Processes;

/// <summary>
/// What a normal stream does: a pattern, and readings that scatter around it. In a unit of its own in which the pattern spans about 1, but for counts.
/// Stepped once a reading, in order; the draws are the same whatever else becomes of the reading.
/// </summary>
internal abstract class StreamProcess
{
    /// <summary>Share of its highest level from which a stream that rests at night counts as busy.</summary>
    private protected const double BusyFrom = 0.5;

    /// <summary>The lowest reading that there is: 0 of a count or a load.</summary>
    public virtual double Minimum => double.NegativeInfinity;

    /// <summary>Whether readings are whole numbers in their own unit.</summary>
    public virtual bool IsCount => false;

    /// <summary>The lowest level of the pattern.</summary>
    public abstract double Lowest { get; }

    /// <summary>Its highest level.</summary>
    public virtual double Highest => 1;

    /// <summary>How long another pattern lasts that a person would notice, milliseconds.</summary>
    public abstract (double From, double To) PatternSpan { get; }

    /// <summary>Goes on to the reading at a time, Unix milliseconds, and gives its pattern; <paramref name="change"/> is 0, or says that and how another pattern is in force.</summary>
    public abstract double Step(long time, double change, ref SplitMix64 random);

    /// <summary>The reading's deviation from its pattern.</summary>
    public abstract double Deviation(double pattern, ref SplitMix64 random);

    /// <summary>Standard deviation of a reading from what the readings right before it lead one to expect, at a level of the pattern.</summary>
    public abstract double NoiseAt(double pattern);

    /// <summary>Standard deviation of the level so many hours on from what the stream's past leads one to expect.</summary>
    public abstract double LevelNoiseAt(double pattern, double hours);

    /// <summary>Draws another pattern for a span of time: not 0.</summary>
    public abstract double DrawChange(long from, long to, ref SplitMix64 random);

    /// <summary>Whether the stream is at work then, so that a person would see it stop.</summary>
    public virtual bool IsBusy(long time) => true;
}
