using System.Collections.Immutable;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Alerting;

/// <summary>A scored event over the threshold: the immutable copy that enters the windows and the alert. Made per alert, never per event.</summary>
public sealed record Exceedance
{
    /// <summary>The stream's name.</summary>
    public required string Stream { get; init; }

    /// <summary>Input topic, or <c>file</c>.</summary>
    public required string Topic { get; init; }

    /// <summary>Input partition.</summary>
    public required int Partition { get; init; }

    /// <summary>Input offset, or the row of a file.</summary>
    public required long Offset { get; init; }

    /// <summary>Event time in Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>The readings, one per feature, NaN where missing.</summary>
    public required ImmutableArray<double> Actual { get; init; }

    /// <summary>The forecast made before the reading, one per feature.</summary>
    public required ImmutableArray<double> Expected { get; init; }

    /// <summary>Lower end of the forecast interval.</summary>
    public required ImmutableArray<double> Lower { get; init; }

    /// <summary>Upper end of the forecast interval.</summary>
    public required ImmutableArray<double> Upper { get; init; }

    /// <summary>Share of each feature in the alarm, summing to 1.</summary>
    public required ImmutableArray<double> Attribution { get; init; }

    /// <summary>How rare the event is, in [0, 1); see <see cref="ScoredEvent.Score"/>.</summary>
    public required double Score { get; init; }

    /// <summary>The dense evidence at the event, 0 and above.</summary>
    public required double RawScore { get; init; }

    /// <summary>-log10 of the reading's tail probability under its forecast.</summary>
    public required double Surprisal { get; init; }

    /// <summary>How well the feature is known that it speaks of, in [0, 1].</summary>
    public required double Confidence { get; init; }

    /// <summary>Which evidence weighs most.</summary>
    public required Evidence LeadingEvidence { get; init; }

    /// <summary>The feature that it speaks of, 0-based.</summary>
    public required int LeadingFeature { get; init; }

    /// <summary>+1 above, -1 below what was seen before.</summary>
    public required int Direction { get; init; }

    /// <summary>What the leading evidence measured; see <see cref="ScoredEvent.Measure"/>.</summary>
    public required double Measure { get; init; }

    /// <summary>What that reaches in the stream's normal life; NaN for averages.</summary>
    public required double UsualMeasure { get; init; }

    /// <summary>For how long the stream has been silent, of an <see cref="Evidence.Silence"/>; else 0.</summary>
    public TimeSpan SilentFor { get; init; }

    /// <summary>Copies a scored event. <paramref name="stream"/> is the event's key as text.</summary>
    public static Exceedance From(in SensorEvent sensorEvent, ScoredEvent scored, string stream, string topic, int partition)
    {
        ArgumentNullException.ThrowIfNull(scored);
        return new Exceedance
        {
            Stream = stream,
            Topic = topic,
            Partition = partition,
            Offset = sensorEvent.Offset,
            Time = sensorEvent.Time,
            Actual = ImmutableArray.Create(sensorEvent.Values),
            Expected = ImmutableArray.Create<double>(scored.Forecast),
            Lower = ImmutableArray.Create<double>(scored.Lower),
            Upper = ImmutableArray.Create<double>(scored.Upper),
            Attribution = ImmutableArray.Create<double>(scored.Attribution),
            Score = scored.Score,
            RawScore = scored.RawScore,
            Surprisal = scored.Surprisal,
            Confidence = scored.Confidence,
            LeadingEvidence = scored.LeadingEvidence,
            LeadingFeature = scored.LeadingFeature,
            Direction = scored.Direction,
            Measure = scored.Measure,
            UsualMeasure = scored.UsualMeasure,
        };
    }
}
