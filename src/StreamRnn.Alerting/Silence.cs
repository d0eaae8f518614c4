using System.Collections.Immutable;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Alerting;

/// <summary>What enters the windows when a stream falls silent.</summary>
public static class Silence
{
    /// <summary>
    /// The exceedance of a silent stream. Its score begins at the threshold of opening and rises with the silence: where that is twice as long as what is
    /// none, half of what is left to 1 is gone. A silence that lasts, and was said, only holds its incident open: its score stays below the threshold.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="openThreshold">The score from which an incident opens, above 0 and below 1.</param>
    /// <param name="warmUpEvents">Events of a stream before its first alarm.</param>
    /// <param name="topic">Input topic.</param>
    /// <param name="partition">Input partition.</param>
    /// <param name="offset">Offset of the event with which it was found out, of another stream.</param>
    /// <param name="time">The lane's time at that event, Unix milliseconds.</param>
    public static Exceedance Exceedance(SilentStream stream, double openThreshold, int warmUpEvents, string topic, int partition, long offset, long time)
    {
        ArgumentNullException.ThrowIfNull(stream);
        int features = stream.LastValues.Length;
        ImmutableArray<double> unknown = ImmutableArray.CreateRange(Enumerable.Repeat(double.NaN, features));
        return new Exceedance
        {
            Stream = stream.Name,
            Topic = topic,
            Partition = partition,
            Offset = offset,
            Time = time,
            Actual = stream.LastValues,
            Expected = unknown,
            Lower = unknown,
            Upper = unknown,
            Attribution = ImmutableArray.CreateRange(Enumerable.Repeat(1.0 / features, features)),
            Score = stream.IsNew ? Math.Max(openThreshold, 1 - ((1 - openThreshold) / stream.Excess)) : Math.BitDecrement(openThreshold),
            RawScore = 0,
            Surprisal = 0,
            Confidence = Math.Max(0, 1 - ((double)warmUpEvents / stream.EventCount)),
            LeadingEvidence = Evidence.Silence,
            LeadingFeature = 0,
            Direction = 0,
            Measure = stream.Silence / stream.UsualInterval,
            UsualMeasure = 1,
            SilentFor = stream.Silence,
        };
    }
}
