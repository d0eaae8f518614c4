using StreamRnn.Core.Streams;
using StreamRnn.Worker.Detect;
using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Evaluation;

/// <summary>Keeps the columns that <c>detect</c> would write of a series, for the scorers and the plots.</summary>
internal sealed class SeriesRecorder(SuiteSeries series, int warmUpEvents) : IDetectionOutput
{
    private readonly List<long> times = [];
    private readonly List<double> readings = [];
    private readonly List<double> lower = [];
    private readonly List<double> upper = [];
    private readonly List<double> surprise = [];
    private readonly List<double> scores = [];
    private readonly List<double> events = [];
    private readonly List<bool> labels = [];
    private readonly List<int> openings = [];
    private readonly List<(int Row, long Incident)> alarms = [];
    private readonly ForecastTally forecasts = new(warmUpEvents);
    private long incidents;

    /// <inheritdoc/>
    public void Write(ReadingFile file, ScoredEvent? scored, RowIncident incident)
    {
        // Of several features the first is shown; all count for the scores.
        times.Add(file.Time);
        readings.Add(file.Values[0]);
        lower.Add(scored is null ? double.NaN : scored.Lower[0]);
        upper.Add(scored is null ? double.NaN : scored.Upper[0]);
        surprise.Add(scored?.RawScore ?? 0);
        scores.Add(scored?.Score ?? 0);
        events.Add(scored?.Alarm ?? 0);
        labels.Add(file.IsLabelled);
        if (incident.Opened > incidents)
        {
            incidents = incident.Opened;
            openings.Add(readings.Count - 1);
        }

        if (incident.Id is not null)
        {
            alarms.Add((readings.Count - 1, incident.Opened));
        }

        if (scored is not null)
        {
            forecasts.Add(file.Values, scored);
        }
    }

    /// <summary>What was recorded, when the file is at its end.</summary>
    /// <exception cref="BadInputException">A labelled window begins or ends at no row.</exception>
    public SeriesRecord Finish()
    {
        IReadOnlyList<LabelledRange> ranges = series.Windows is null ? LabelledRange.Of(labels.ToArray()) : [.. series.Windows.Select(RowsOf)];
        return new SeriesRecord
        {
            Series = series,
            Ranges = ranges,
            Times = [.. times],
            Readings = [.. readings],
            Lower = [.. lower],
            Upper = [.. upper],
            Surprise = new ScoredSeries([.. surprise], ranges),
            Scores = [.. scores],
            Events = new ScoredSeries([.. events], ranges),
            Openings = openings,
            Alarms = alarms,
            ForecastError = forecasts.RelativeError,
            Covered = forecasts.Covered,
            Forecast = forecasts.Forecast,
        };
    }

    /// <summary>A window's rows: those from the first with its first time to the first with its last.</summary>
    private LabelledRange RowsOf(TimeWindow window)
    {
        int first = times.IndexOf(window.FromMilliseconds);
        int last = first < 0 ? -1 : times.IndexOf(window.ToMilliseconds, first);
        return last >= 0
            ? new LabelledRange(first, last)
            : throw new BadInputException(series.File.ToString(), $"no row has the time {(first < 0 ? window.From : window.To)}, at which a labelled window {(first < 0 ? "begins" : "ends")}; windows begin and end at times of rows");
    }
}

/// <summary>One series as the detector saw it, and as people labelled it.</summary>
internal sealed record SeriesRecord
{
    public required SuiteSeries Series { get; init; }

    public required IReadOnlyList<LabelledRange> Ranges { get; init; }

    /// <summary>Unix milliseconds, or steps of a minute without a clock, <c>[rows]</c>.</summary>
    public required long[] Times { get; init; }

    /// <summary>The first feature's readings, <c>[rows]</c>, with NaN where one is missing.</summary>
    public required double[] Readings { get; init; }

    /// <summary>Lower ends of the first feature's forecast interval, <c>[rows]</c>.</summary>
    public required double[] Lower { get; init; }

    /// <summary>Upper ends of it, <c>[rows]</c>.</summary>
    public required double[] Upper { get; init; }

    /// <summary>The column <c>surprise</c>.</summary>
    public required ScoredSeries Surprise { get; init; }

    /// <summary>The column <c>score</c>, <c>[rows]</c>.</summary>
    public required double[] Scores { get; init; }

    /// <summary>The column <c>event</c>.</summary>
    public required ScoredSeries Events { get; init; }

    /// <summary>Rows on which an incident opened.</summary>
    public required IReadOnlyList<int> Openings { get; init; }

    /// <summary>Rows on which an incident opened or was updated, in order, each with the incident's number, from 1.</summary>
    public required IReadOnlyList<(int Row, long Incident)> Alarms { get; init; }

    /// <summary>Mean absolute error of the forecasts relative to that of the last value, after warm-up; NaN where the readings never change.</summary>
    public required double ForecastError { get; init; }

    /// <summary>Readings after warm-up that lay within their interval.</summary>
    public required long Covered { get; init; }

    /// <summary>Readings after warm-up that were forecast.</summary>
    public required long Forecast { get; init; }

    /// <summary>Figures of this series alone.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];
}
