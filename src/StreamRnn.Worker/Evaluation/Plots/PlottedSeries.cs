using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Evaluation.Plots;

/// <summary>What a plot shows of a series, row by row.</summary>
internal sealed record PlottedSeries
{
    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>The readings, <c>[rows]</c>, NaN where one is missing.</summary>
    public required double[] Readings { get; init; }

    /// <summary>Lower ends of the forecast band, <c>[rows]</c>, NaN where there is none.</summary>
    public required double[] Lower { get; init; }

    /// <summary>Upper ends of it, <c>[rows]</c>.</summary>
    public required double[] Upper { get; init; }

    /// <summary>The dense score, <c>[rows]</c>, 0 and above without bound.</summary>
    public required double[] Surprise { get; init; }

    /// <summary>The alarms' score, <c>[rows]</c>, in [0, 1).</summary>
    public required double[] Events { get; init; }

    /// <summary>What people labelled.</summary>
    public required IReadOnlyList<LabelledRange> Labels { get; init; }

    /// <summary>Rows on which an incident opened.</summary>
    public required IReadOnlyList<int> Incidents { get; init; }
}
